use super::*;

fn sample() -> Tree {
    let mut tree = Tree::over(r#"{"name": "serde"}"#.to_owned());
    let mut top = Tail::ROOT;
    let mut root = tree.object(&mut top, Key::NONE, Some(0));
    let key = tree.key("name");
    tree.text(&mut root, key, 10, 5);
    let mut list = tree.array(&mut root, Key::LICENSES, None);
    tree.scalar(&mut list, Key::NONE, Scalar::Text("MIT"));
    tree.null(&mut list, Key::NONE, None);
    tree.scalar(&mut list, Key::NONE, Scalar::Number("1.0"));
    tree
}

#[test]
fn texts_are_pieces_of_the_source_or_made() {
    let tree = sample();
    let name = tree.root().get(Key::NAME).unwrap();
    assert_eq!((name.as_str(), name.offset()), (Some("serde"), Some(10)));
    let licences: Vec<_> = tree.root().list(Key::LICENSES).map(Value::as_loose_str).collect();
    assert_eq!(licences, [Some("MIT"), Some("1.0")]);
}

#[test]
fn single_value_is_a_list_of_one() {
    let tree = sample();
    assert_eq!(tree.root().list(Key::NAME).count(), 1);
    assert_eq!(tree.root().list(Key::PURL).count(), 0);
}

#[test]
fn grafted_value_equals_the_original() {
    let tree = sample();
    let mut other = Tree::default();
    let mut top = Tail::ROOT;
    let mut root = other.object(&mut top, Key::NONE, None);
    other.graft(&mut root, Key::COMPONENT, tree.root());
    other.graft(&mut root, Key::NAME, tree.root().get(Key::NAME).unwrap());
    let copy = other.root().get(Key::COMPONENT).unwrap();
    assert_eq!(copy.text(Key::NAME), Some("serde"));
    assert_eq!(copy.get(Key::LICENSES).unwrap().children().count(), 3);
    assert_eq!(other.root().text(Key::NAME), Some("serde"));
    assert_eq!(other.root().children().count(), 2);
}

#[test]
fn values_are_replaced_and_removed_in_place() {
    let mut tree = sample();
    tree.set(ValueId::ROOT, Key::NAME, Scalar::Text("serde_json"));
    tree.set(ValueId::ROOT, Key::VERSION, Scalar::Text("1"));
    assert_eq!(tree.root().text(Key::NAME), Some("serde_json"));
    assert_eq!(tree.root().text(Key::VERSION), Some("1"));
    let list = tree.root().get(Key::LICENSES).unwrap().id();
    tree.retain(list, |value| !value.is_null());
    tree.remove(ValueId::ROOT, Key::NAME);
    assert_eq!(tree.value(list).children().count(), 2);
    assert_eq!(tree.root().get(Key::NAME).map(Value::id), None);
    assert_eq!(tree.tail(list).container(), list);
}

#[test]
fn value_begun_apart_is_attached_where_it_belongs() {
    let mut tree = sample();
    let mut apart = Tail::ROOT;
    let mut object = tree.object(&mut apart, Key::NONE, None);
    tree.scalar(&mut object, Key::COMMENT, Scalar::Text("late"));
    assert_eq!(tree.root().children().count(), 2);
    let mut root = tree.tail(ValueId::ROOT);
    tree.attach(&mut root, Key::ANNOTATIONS, object.container());
    tree.scalar(&mut root, Key::VERSION, Scalar::Text("1"));
    assert_eq!(tree.root().get(Key::ANNOTATIONS).unwrap().text(Key::COMMENT), Some("late"));
    assert_eq!(tree.root().text(Key::VERSION), Some("1"));
    let list = tree.root().get(Key::LICENSES).unwrap().id();
    let mut list = tree.tail(list);
    let mut object = tree.object(&mut { Tail::ROOT }, Key::NONE, None);
    tree.scalar(&mut object, Key::NAME, Scalar::Text("x"));
    tree.attach(&mut list, Key::NONE, object.container());
    assert_eq!(tree.root().get(Key::LICENSES).unwrap().children().count(), 4);
}
