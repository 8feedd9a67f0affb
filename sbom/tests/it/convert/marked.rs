//! Documents made at random, in which every text is there once: it is in the result or reported.

use std::collections::BTreeSet;

use sbom::{ConvertOptions, Losses, Target};
use serde_json::{Map, Value, json};

/// A small generator of random numbers (PCG, O'Neill 2014): the same for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn often(&mut self) -> bool {
        self.below(3) > 0
    }
}

/// Makes documents in which every free text is a mark of its own.
struct Maker {
    random: Random,
    marks: usize,
}

/// A member's name and what makes its value.
type Member<'m> = (&'m str, &'m dyn Fn(&mut Maker) -> Value);

impl Maker {
    fn mark(&mut self) -> Value {
        self.marks += 1;
        json!(format!("mark{}end", self.marks))
    }

    fn list(&mut self, make: impl Fn(&mut Self) -> Value) -> Value {
        let len = self.random.below(3);
        (0..len).map(|_| make(self)).collect()
    }

    /// An object of some of the members.
    fn object(&mut self, required: &[Member<'_>], others: &[Member<'_>]) -> Value {
        let mut object = Map::new();
        for (key, make) in required {
            object.insert((*key).to_owned(), make(self));
        }
        for (key, make) in others {
            if self.random.often() {
                object.insert((*key).to_owned(), make(self));
            }
        }
        Value::Object(object)
    }

    fn entity(&mut self) -> Value {
        self.object(
            &[("name", &Self::mark)],
            &[("url", &|it| it.list(Self::mark)), ("contact", &|it| it.list(Self::contact))],
        )
    }

    fn contact(&mut self) -> Value {
        let email = |it: &mut Self| json!(format!("{}@acme.test", it.mark().as_str().unwrap()));
        self.object(&[("name", &Self::mark)], &[("email", &email), ("phone", &Self::mark)])
    }

    fn reference(&mut self) -> Value {
        let kinds = ["website", "vcs", "distribution", "advisories", "patent", "other"];
        let kind = kinds[self.random.below(kinds.len())];
        let url =
            |it: &mut Self| json!(format!("https://acme.test/{}", it.mark().as_str().unwrap()));
        self.object(&[("type", &|_| json!(kind)), ("url", &url)], &[("comment", &Self::mark)])
    }

    fn licence(&mut self) -> Value {
        let text = |it: &mut Self| it.object(&[("content", &Self::mark)], &[]);
        let licence = self.object(
            &[("name", &Self::mark)],
            &[("text", &text), ("url", &Self::mark), ("properties", &|it| it.list(Self::property))],
        );
        json!({"license": licence})
    }

    fn property(&mut self) -> Value {
        self.object(&[("name", &Self::mark)], &[("value", &Self::mark)])
    }

    fn component(&mut self, depth: usize) -> Value {
        let evidence = |it: &mut Self| {
            it.object(&[], &[("copyright", &|it| it.list(|it| json!({"text": it.mark()})))])
        };
        let pedigree = |it: &mut Self| it.object(&[], &[("notes", &Self::mark)]);
        let inner = |it: &mut Self| match depth {
            0 => json!([]),
            _ => it.list(|it| it.component(depth - 1)),
        };
        let kinds = ["library", "application", "platform", "file", "cryptographic-asset"];
        let kind = kinds[self.random.below(kinds.len())];
        self.object(
            &[("type", &|_| json!(kind)), ("name", &Self::mark)],
            &[
                ("bom-ref", &Self::mark),
                ("supplier", &Self::entity),
                ("manufacturer", &Self::entity),
                ("authors", &|it| it.list(Self::contact)),
                ("author", &Self::mark),
                ("publisher", &Self::mark),
                ("group", &Self::mark),
                ("version", &Self::mark),
                ("description", &Self::mark),
                ("licenses", &|it| it.list(Self::licence)),
                ("copyright", &Self::mark),
                ("cpe", &Self::mark),
                ("purl", &|it| json!(format!("pkg:npm/{}", it.mark().as_str().unwrap()))),
                ("externalReferences", &|it| it.list(Self::reference)),
                ("properties", &|it| it.list(Self::property)),
                ("components", &inner),
                ("evidence", &evidence),
                ("pedigree", &pedigree),
                ("tags", &|it| it.list(Self::mark)),
                ("x-unknown", &Self::mark),
            ],
        )
    }

    fn document(&mut self) -> Value {
        let tools = |it: &mut Self| {
            json!({"components": it.list(|it| {
                it.object(&[("type", &|_| json!("application")), ("name", &Self::mark)],
                    &[("group", &Self::mark), ("version", &Self::mark)])
            })})
        };
        let metadata = |it: &mut Self| {
            it.object(
                &[],
                &[
                    ("tools", &tools),
                    ("authors", &|it| it.list(Self::contact)),
                    ("manufacturer", &Self::entity),
                    ("supplier", &Self::entity),
                    ("component", &|it| it.component(1)),
                    ("properties", &|it| it.list(Self::property)),
                ],
            )
        };
        let service =
            |it: &mut Self| it.object(&[("name", &Self::mark)], &[("version", &Self::mark)]);
        let vulnerability = |it: &mut Self| {
            it.object(
                &[],
                &[
                    ("id", &Self::mark),
                    ("description", &Self::mark),
                    ("recommendation", &Self::mark),
                ],
            )
        };
        let mut document = self.object(
            &[("bomFormat", &|_| json!("CycloneDX")), ("specVersion", &|_| json!("1.7"))],
            &[
                ("metadata", &metadata),
                ("components", &|it| it.list(|it| it.component(2))),
                ("services", &|it| it.list(service)),
                ("externalReferences", &|it| it.list(Self::reference)),
                ("properties", &|it| it.list(Self::property)),
                ("vulnerabilities", &|it| it.list(vulnerability)),
            ],
        );
        let refs: Vec<String> = leaves(&document)
            .into_iter()
            .filter(|(path, _)| path.ends_with("/bom-ref"))
            .map(|(_, text)| text)
            .collect();
        if let [first, second, ..] = refs.as_slice() {
            document["dependencies"] = json!([{"ref": first, "dependsOn": [second, "nobody"]}]);
        }
        document
    }
}

/// Every text of a document with its JSON Pointer.
fn leaves(value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::String(text) => found.push((path, text.clone())),
            Value::Array(list) => {
                open.extend(
                    list.iter().enumerate().map(|(at, inner)| (format!("{path}/{at}"), inner)),
                );
            }
            Value::Object(members) => {
                open.extend(members.iter().map(|(key, inner)| (format!("{path}/{key}"), inner)));
            }
            _ => {}
        }
    }
    found
}

/// Returns the texts that are neither in the result nor among the losses.
fn unaccounted(source: &Value, made: &Value, losses: &Losses) -> Vec<(String, String)> {
    let result: Vec<String> = leaves(made).into_iter().map(|(_, text)| text).collect();
    let result = result.join("\n");
    let lost: BTreeSet<&str> = losses.iter().map(sbom::Loss::path).collect();
    let is_lost = |path: &str| {
        let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
        ends.map(|end| &path[..end]).any(|prefix| lost.contains(prefix))
    };
    // The names of elements are given anew, together with every reference to them.
    let is_renamed = |path: &str| path.ends_with("/bom-ref") || path.starts_with("/dependencies/");
    leaves(source)
        .into_iter()
        .filter(|(path, text)| {
            let mark = text.find("mark").and_then(|start| {
                let end = text[start..].find("end")? + start + 3;
                text.get(start..end)
            });
            mark.is_some_and(|mark| !is_renamed(path) && !result.contains(mark) && !is_lost(path))
        })
        .collect()
}

#[test]
fn every_text_is_in_the_result_or_among_the_losses() {
    let targets = [
        "spdx-2.3-json",
        "spdx-2.2-json",
        "spdx-3.0.1-json-ld",
        "cyclonedx-1.6-json",
        "cyclonedx-1.4-json",
        "cyclonedx-1.2-json",
    ];
    for seed in 0..60 {
        let source = Maker { random: Random(seed), marks: 0 }.document();
        let document = sbom::parse(source.to_string().into_bytes()).unwrap();
        for target in targets {
            let target: Target = target.parse().unwrap();
            let made = document.convert(target, &ConvertOptions::default()).unwrap();
            let result: Value = serde_json::from_slice(&made.bytes).unwrap();
            let missing = unaccounted(&source, &result, &made.losses);
            assert!(missing.is_empty(), "seed {seed} to {target}: {missing:#?}");
        }
    }
}

#[test]
fn every_text_comes_back_or_is_among_the_losses_of_one_way() {
    for seed in 0..60 {
        let source = Maker { random: Random(seed), marks: 0 }.document();
        let document = sbom::parse(source.to_string().into_bytes()).unwrap();
        let there: Target = "spdx-2.3-json".parse().unwrap();
        let back: Target = "cyclonedx-1.7-json".parse().unwrap();
        let first = document.convert(there, &ConvertOptions::default()).unwrap();
        let between: Value = serde_json::from_slice(&first.bytes).unwrap();
        let document = sbom::parse(first.bytes).unwrap();
        let second = document.convert(back, &ConvertOptions::default()).unwrap();
        let result: Value = serde_json::from_slice(&second.bytes).unwrap();
        // What the second way lost is looked up in the document between.
        let dropped = unaccounted(&between, &result, &second.losses);
        assert!(dropped.is_empty(), "seed {seed}: {dropped:#?}");
        let lost: String = second
            .losses
            .iter()
            .filter_map(|loss| between.pointer(loss.path()))
            .map(Value::to_string)
            .collect();
        let missing: Vec<_> = unaccounted(&source, &result, &first.losses)
            .into_iter()
            .filter(|(_, text)| !lost.contains(text.as_str()))
            .collect();
        assert!(missing.is_empty(), "seed {seed}: {missing:#?}");
    }
}
