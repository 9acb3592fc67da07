//! Pages of events, read and refused.

use super::*;

/// The built-in codebook with one page more, or another in place of one.
fn with_page(path: &str, text: &str) -> Result<EventRules, Vec<CodebookError>> {
    EventRules::load(&Source::built_in().with_file(path, text))
}

fn messages(path: &str, text: &str) -> Vec<String> {
    let errors = with_page(path, text).err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn the_built_in_pages_load() {
    let rules = EventRules::load(&Source::built_in()).unwrap();
    assert_eq!(rules.pages().len(), 17);
    let types: std::collections::BTreeSet<_> =
        rules.rules().iter().map(|r| &r.coding.plover).collect();
    assert_eq!(types.len(), 16);
    let words: std::collections::BTreeSet<_> = rules
        .rules()
        .iter()
        .flat_map(|r| r.verbs.iter().chain(&r.nouns).chain(&r.adjectives))
        .map(|phrase| (&phrase.head, &phrase.rest))
        .collect();
    assert!(words.len() >= 900, "{} words and phrases", words.len());
}

#[test]
fn every_page_has_examples_and_counterexamples() {
    let rules = EventRules::load(&Source::built_in()).unwrap();
    for page in rules.pages().iter().filter(|page| page.path.starts_with("events/")) {
        let nothing = page.examples.iter().filter(|e| e.expected.is_empty()).count();
        assert!(page.examples.len() >= 15 && nothing >= 5, "{}", page.path);
    }
}

#[test]
fn a_rule_has_codes_worth_and_an_origin() {
    let rules = EventRules::load(&Source::built_in()).unwrap();
    let visit = &rules.rule("consult.visit").unwrap().coding;
    assert_eq!((visit.plover.as_str(), visit.mode.as_deref()), ("CONSULT", Some("visit")));
    assert_eq!(
        (visit.cameo.as_str(), visit.goldstein, visit.score, visit.quad),
        ("042", 1.9, 4.0, 1)
    );
    let (path, line) = rules.origin("consult.visit").unwrap();
    let page = Source::built_in();
    let heading = page.text(path).unwrap().lines().nth(line - 1).unwrap();
    assert_eq!(heading, "[rule.visit]");
}

#[test]
fn the_longer_phrase_comes_first() {
    let rules = EventRules::load(&Source::built_in()).unwrap();
    let told: Vec<usize> =
        rules.told_by("VERB", "hold").map(|(_, phrase)| phrase.weight()).collect();
    assert!(told.len() > 5);
    assert!(told.windows(2).all(|pair| pair[0] >= pair[1]), "{told:?}");
}

#[test]
fn a_user_adds_changes_and_switches_off() {
    let page = "# Ours\n\n```toml\n[rule.feast]\ntype = \"CONSULT\"\nverbs = [\"feast with\"]\ncameo = \"040\"\n\n[rule.\"consult.meet\"]\nverbs = [\"encounter\"]\n\n[rule.\"aid.asylum\"]\noff = true\n```\n";
    let rules = with_page("events/ours.md", page).unwrap();
    assert_eq!(rules.rule("ours.feast").unwrap().coding.plover, "CONSULT");
    assert_eq!(rules.rule("consult.meet").unwrap().verbs, [Phrase::headed_first("encounter")]);
    assert_eq!(rules.rule("consult.meet").unwrap().coding.cameo, "040");
    assert!(rules.rule("aid.asylum").is_none());
    assert!(rules.told_by("VERB", "feast").next().is_some());
}

#[test]
fn a_rule_is_like_others_but_for_what_it_gives() {
    let page = "# Ours\n```toml\n[rule.feast]\ntype = \"CONSULT\"\nverbs = [\"feast with\"]\ncameo = \"040\"\nnear = [\"table\"]\n\n\
        [rule.dance]\nverbs = [\"dance with\"]\ntype = \"CONSULT\"\ncameo = \"040\"\nabout = [\"music\"]\n\n\
        [rule.both]\nlike = [\"feast\", \"dance\"]\ncameo = \"042\"\nnear = []\n```\n";
    let rules = with_page("events/ours.md", page).unwrap();
    let both = rules.rule("ours.both").unwrap();
    assert_eq!(both.verbs, [Phrase::headed_first("feast with")]);
    assert_eq!(both.coding.cameo, "042");
    assert!(both.conditions.about.contains("music"));
    assert!(both.conditions.near.is_empty());
    let unknown = page.replace("\"dance\"]", "\"drink\"]");
    assert!(messages("events/ours.md", &unknown)[0].contains("\"drink\" is no rule"));
}

#[test]
fn mistakes_are_named_with_their_line() {
    let rule = |keys: &str| format!("# Ours\n```toml\n[rule.x]\n{keys}\n```\n");
    let good = "type = \"AID\"\ncameo = \"070\"\nverbs = [\"help\"]\n";
    let found = |keys: &str| messages("events/ours.md", &rule(&format!("{good}{keys}")));
    assert!(
        found("verb = [\"x\"]")[0]
            .starts_with("events/ours.md:7: `verb`: is no key of a rule; allowed are verbs,")
    );
    assert!(found("mode = \"visit\"")[0].contains("\"visit\" is no mode of AID"));
    assert!(
        found("contexts = [\"sports\"]")[0]
            .contains("\"sports\" is no PLOVER context; allowed are asylum,")
    );
    assert!(found("nouns = [\"\"]")[0].contains("`nouns`: needs one or more texts"));
    assert!(found("about = [\"@none\"]")[0].contains("there is no list @none"));
    assert!(found("actor = [\"nsubj\"]")[0].contains("\"nsubj\" is no slot; allowed are subject,"));
    assert!(found("needs = \"all\"")[0].contains("allowed are either, actor"));
    assert!(found("actor_role = [\"KING\"]")[0].contains("\"KING\" is no role"));
    assert!(found("reciprocal = 1")[0].starts_with("events/ours.md:7: `reciprocal` must be"));
    assert!(found("x =")[0].starts_with("events/ours.md:7: not TOML"));
    assert!(found("[rule.x]\noff = true")[0].contains("not TOML"));
    let twice = "```toml\n[rule.x]\nverbs = [\"assist\"]\ntype = \"AID\"\ncameo = \"070\"\n```\n";
    let twice = format!("{}{twice}", rule(good));
    assert!(
        messages("events/ours.md", &twice)[0]
            .contains("this rule stands at events/ours.md:3 already")
    );
    let unknown = "# Ours\n```toml\n[rule.\"aid.nothing\"]\noff = true\n```\n";
    assert!(messages("events/ours.md", unknown)[0].contains("changes a rule that no page has"));
    let no_code =
        "# Ours\n```toml\n[rule.x]\ntype = \"AID\"\nverbs = [\"help\"]\ncameo = \"999\"\n```\n";
    assert_eq!(
        messages("events/ours.md", no_code),
        ["events/ours.md:6: `cameo`: \"999\" is no CAMEO code; cameo.csv lists them"]
    );
}
