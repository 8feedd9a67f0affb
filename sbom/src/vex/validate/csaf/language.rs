//! Language tags (RFC 5646): their form, and which languages and regions there are.

/// Reports whether a text has the form of a language tag.
pub(in crate::vex::validate) fn is_tag(text: &str) -> bool {
    parse(text).is_some()
}

/// A part of a tag that stands for nothing.
#[derive(Debug)]
pub(super) struct Unknown<'t> {
    pub(super) text: &'t str,
    pub(super) fault: &'static str,
}

/// Returns the part of a tag that the registry does not have; `None` too for what is no tag.
///
/// Only languages and regions of two letters are looked up: those of three letters or digits,
/// scripts and variants are thousands, and come every year.
pub(super) fn unknown_part(tag: &str) -> Option<Unknown<'_>> {
    let Tag { language, region } = parse(tag)?;
    if let Some(text) = language {
        let is_known = match text.len() {
            2 => has(LANGUAGES, &text.to_ascii_lowercase()),
            3 => true,
            // None was ever registered.
            _ => false,
        };
        if !is_known {
            return Some(Unknown { text, fault: "no language" });
        }
    }
    let text = region.filter(|text| text.len() == 2)?;
    let upper = text.to_ascii_uppercase();
    // Regions of private use.
    let is_private = matches!(upper.as_bytes(), [b'Q', b'M'..=b'Z'] | [b'X', _]);
    (!is_private && !has(REGIONS, &upper)).then_some(Unknown { text, fault: "no region" })
}

/// What of a tag is looked up; neither in a tag of private use as a whole.
#[derive(Debug, Default)]
struct Tag<'t> {
    language: Option<&'t str>,
    region: Option<&'t str>,
}

fn parse(text: &str) -> Option<Tag<'_>> {
    if ["i-default", "i-mingo"].iter().any(|known| known.eq_ignore_ascii_case(text)) {
        return Some(Tag::default());
    }
    let mut parts = text.split('-').peekable();
    let mut tag = Tag::default();
    let is_alpha = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_digit = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_private = |part: &str| part.eq_ignore_ascii_case("x");
    if !parts.peek().is_some_and(|first| is_private(first)) {
        let language = parts.next().filter(|it| is_alpha(it) && (2..=8).contains(&it.len()))?;
        tag.language = Some(language);
        for _ in 0..if language.len() < 4 { 3 } else { 0 } {
            parts.next_if(|part| part.len() == 3 && is_alpha(part));
        }
        parts.next_if(|part| part.len() == 4 && is_alpha(part));
        tag.region = parts.next_if(|part| match part.len() {
            2 => is_alpha(part),
            3 => is_digit(part),
            _ => false,
        });
        let is_variant = |part: &&str| match part.len() {
            4 => part.starts_with(|first: char| first.is_ascii_digit()) && is_word(part),
            length => (5..=8).contains(&length) && is_word(part),
        };
        while parts.next_if(is_variant).is_some() {}
        let is_singleton = |part: &&str| part.len() == 1 && is_word(part) && !is_private(part);
        while parts.next_if(is_singleton).is_some() {
            let is_extension = |part: &&str| (2..=8).contains(&part.len()) && is_word(part);
            parts.next_if(is_extension)?;
            while parts.next_if(is_extension).is_some() {}
        }
    }
    match parts.next() {
        None => Some(tag),
        Some(part) if is_private(part) => {
            parts.peek()?;
            parts.all(|part| (1..=8).contains(&part.len()) && is_word(part)).then_some(tag)
        }
        Some(_) => None,
    }
}

fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// ISO 639-1, with those that were withdrawn since.
const LANGUAGES: &str = "\
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz \
    ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la \
    lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj \
    om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv \
    sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// ISO 3166-1, with those that were withdrawn or reserved; `AA` and `ZZ` are of private use.
const REGIONS: &str = "\
    AA AC AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO \
    BQ BR BS BT BU BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CQ CR CS CU CV CW CX CY CZ DD \
    DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU EZ FI FJ FK FM FO FR FX GA GB GD GE GF GG GH GI \
    GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM \
    MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NT NU NZ OM PA PE PF PG PH \
    PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST \
    SU SV SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TP TR TT TV TW TZ UA UG UM UN US UY UZ VA VC \
    VE VG VI VN VU WF WS YD YE YT YU ZA ZM ZR ZW ZZ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_their_form() {
        for tag in [
            "en",
            "de-DE",
            "zh-Hant-TW",
            "zh-yue-HK",
            "sl-rozaj-biske",
            "de-CH-1901",
            "es-419",
            "en-a-bbb-x-a",
            "x-house",
            "i-default",
            "I-Mingo",
            "gsw",
            "en-u-co-phonebk-t-de",
        ] {
            assert!(is_tag(tag), "{tag}");
            assert!(unknown_part(tag).is_none(), "{tag}");
        }
        for tag in ["", "e", "en_US", "en-", "-en", "en-x", "x", "en-a", "en-abc-def-ghi-jkl", "12"]
        {
            assert!(!is_tag(tag), "{tag}");
        }
    }

    #[test]
    fn languages_and_regions_of_two_letters_exist() {
        for (tag, part) in [("EZ", "EZ"), ("xx-DE", "xx"), ("en-UK", "UK"), ("english", "english")]
        {
            assert!(is_tag(tag));
            assert_eq!(unknown_part(tag).map(|it| it.text), Some(part), "{tag}");
        }
        for tag in ["en-XK", "sq-xk", "de-DD", "iw", "en-EU", "DE-de"] {
            assert!(unknown_part(tag).is_none(), "{tag}");
        }
    }
}
