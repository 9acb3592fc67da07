//! The example reports: what a careful reader must find in their records. Spans are proved by
//! `check`; here it is the coding that counts.

use super::*;

struct Reading(Value);

impl Reading {
    fn of(name: &str) -> Self {
        let output = run(&["read", "--to", "jsonl", &example(name)]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        Self(records(&output).remove(0))
    }

    fn list(&self, key: &str) -> &Vec<Value> {
        self.0[key].as_array().unwrap()
    }

    fn words(&self, spans: &Value) -> String {
        let text: Vec<char> = self.0["report"]["text"].as_str().unwrap().chars().collect();
        let part = |span: &Value| -> String {
            let at = |key: &str| span[key].as_u64().unwrap() as usize;
            text[at("start")..at("end")].iter().collect()
        };
        spans.as_array().unwrap().iter().map(part).collect::<Vec<_>>().join(" … ")
    }

    fn actor(&self, id: &Value) -> String {
        let found = self.list("actors").iter().find(|actor| actor["id"] == *id);
        found.map_or_else(|| "nobody".into(), |actor| actor["name"].as_str().unwrap().into())
    }

    fn actors(&self, ids: &Value) -> Vec<String> {
        ids.as_array().unwrap().iter().map(|id| self.actor(id)).collect()
    }

    /// Who says it: a speaker's name, or `report`.
    fn voice(&self, voice: &Value) -> String {
        let said = self.list("statements").iter().find(|s| s["id"] == *voice);
        said.map_or_else(|| "report".into(), |statement| self.actor(&statement["speaker"]))
    }

    #[track_caller]
    fn says(&self, speaker: &str, content: &str) -> &Value {
        let found = self.list("statements").iter().find(|statement| {
            self.actor(&statement["speaker"]) == speaker
                && self.words(&statement["content"]).contains(content)
        });
        found.unwrap_or_else(|| panic!("{speaker} does not say {content:?}"))
    }

    #[track_caller]
    fn does(&self, actor: &str, plover: &str, recipient: Option<&str>) -> &Value {
        let found = self.list("events").iter().find(|event| {
            let recipients = self.actors(&event["recipients"]);
            event["plover"] == plover
                && self.actors(&event["actors"]).iter().any(|name| name == actor)
                && recipient.is_none_or(|name| recipients.iter().any(|r| r == name))
        });
        found.unwrap_or_else(|| panic!("{actor} does not {plover} {recipient:?}"))
    }

    #[track_caller]
    fn counts(&self, measure: &str, value: f64, voice: &str) -> &Value {
        let found = self.list("figures").iter().find(|figure| {
            figure["measure"] == measure
                && figure["value"].as_f64() == Some(value)
                && self.voice(&figure["voice"]) == voice
        });
        found.unwrap_or_else(|| panic!("no {value} {measure} on the say-so of {voice}"))
    }
}

#[test]
fn camp_david() {
    let reading = Reading::of("camp-david-1978.txt");
    assert_eq!(reading.0["report"]["title"], "Egypt and Israel sign two frameworks for peace");
    assert_eq!(reading.says("Jimmy Carter", "“far beyond any expectations.”")["kind"], "mixed");
    assert_eq!(reading.says("Menachem Begin", "“It was the Jimmy Carter")["kind"], "direct");
    reading.says("Jimmy Carter", "peace with Egypt depends on that vote");
    let code = |name: &str| {
        let actors = reading.list("actors");
        actors.iter().find(|a| a["name"] == name).map(|a| a["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(code("Anwar Sadat").as_deref(), Some("EGYGOV"));
    assert_eq!(code("Menachem Begin").as_deref(), Some("ISRGOV"));
    assert_eq!(code("Jimmy Carter").as_deref(), Some("USAGOV"));
    reading.does("Anwar Sadat", "SUPPORT", Some("Jimmy Carter"));
    let toll = reading.counts("killed", 2500.0, "report");
    assert_eq!(toll["bound"], "more_than");
}

#[test]
fn black_sea_grain() {
    let reading = Reading::of("black-sea-grain-2022.txt");
    reading.says("António Guterres", "“Today, there is a beacon on the Black Sea,”");
    let denial = reading.says("Hulusi Akar", "Russia had nothing to do with the attack");
    assert_eq!(denial["kind"], "indirect");
    reading.does("António Guterres", "ACCUSE", None);
    reading.does("United States", "ACCUSE", Some("Russia"));
}

#[test]
fn earthquakes() {
    let reading = Reading::of("earthquakes-2023.txt");
    let toll = reading.counts("killed", 16546.0, "Recep Tayyip Erdoğan");
    assert_eq!(toll["bound"], "exact");
    reading.counts("injured", 66132.0, "Recep Tayyip Erdoğan");
    assert_eq!(reading.counts("killed", 3317.0, "report")["bound"], "at_least");
    reading.counts("injured", 2950.0, "White Helmets");
    reading.counts("killed", 1347.0, "Syrian state media");
    reading.says("AFAD", "more than 110,000 rescuers");
}

/// The pages whole: any change to what is found in them is looked at before it lands.
#[test]
fn pages_stay_as_they_are() {
    for name in EXAMPLES {
        let output = sayso().env("COLUMNS", "80").args(["read", "-q", &example(name)]).output();
        insta::assert_snapshot!(name, stdout(&output.unwrap()));
    }
}
