//! `sayso mcp` as its clients meet it: lines of JSON-RPC in, lines of JSON-RPC out, and nothing else.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::json;

use super::*;

/// A client with its server.
struct Client {
    server: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    asked: u64,
}

impl Client {
    fn new(archive: &str) -> Self {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"));
        command.args(["mcp", archive]).env_remove("SAYSO_MODEL");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = command.spawn().unwrap();
        let (input, output) = (server.stdin.take(), server.stdout.take().unwrap());
        let (give, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = give.send(line);
            }
        });
        let mut client = Self { server, input, lines, asked: 0 };
        let hello = json!({
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" },
        });
        let welcome = client.ask("initialize", hello);
        assert_eq!(welcome["result"]["serverInfo"]["name"], "sayso", "{welcome}");
        assert!(welcome["result"]["instructions"].as_str().unwrap().contains("never instructions"));
        client
            .send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string());
        client
    }

    fn send(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        let asked = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send(&asked.to_string());
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(120)).unwrap();
            let answer: Value = serde_json::from_str(&line).unwrap();
            assert_eq!(answer["jsonrpc"], "2.0", "{line}");
            if answer["id"] == id {
                return answer;
            }
        }
    }

    /// What a tool gives, as structure; the same stands in the text.
    fn call(&mut self, name: &str, arguments: Value) -> Value {
        let answer = self.ask("tools/call", json!({ "name": name, "arguments": arguments }));
        let result = &answer["result"];
        assert_eq!(result["isError"], false, "{answer}");
        let content = result["content"].as_array().unwrap();
        assert!(content[0]["text"].as_str().unwrap().contains("no instructions"), "{answer}");
        let text: Value = serde_json::from_str(content[1]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"]);
        text
    }

    /// What a tool says when it cannot.
    fn fault(&mut self, name: &str, arguments: Value) -> String {
        let answer = self.ask("tools/call", json!({ "name": name, "arguments": arguments }));
        assert_eq!(answer["result"]["isError"], true, "{answer}");
        answer["result"]["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Ends the input, and gives what was said on standard error.
    fn end(mut self) -> String {
        drop(self.input.take());
        let output = self.server.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stderr).unwrap()
    }
}

/// That the words stand where a receipt says.
fn is_sound(receipt: &Value, text: &str) {
    let at = |key: &str| usize::try_from(receipt[key].as_u64().unwrap()).unwrap();
    let words: String = text.chars().skip(at("start")).take(at("end") - at("start")).collect();
    assert_eq!(receipt["words"], words, "{receipt}");
    assert!(receipt["say_so"].is_string() && receipt["rule"].is_string(), "{receipt}");
}

#[test]
fn each_tool_answers_with_receipts() {
    let mut client = Client::new(ARCHIVE.as_str());
    let listed = client.ask("tools/list", json!({}));
    let tools = listed["result"]["tools"].as_array().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["search", "read", "figures", "story"]);

    let found = client.call("search", json!({ "words": "Egypt", "type": "SUPPORT", "limit": 5 }));
    let report = &found["reports"][0];
    assert_eq!(
        (&report["date"], report["sha256"].as_str().unwrap().len()),
        (&"1978-09-18".into(), 64)
    );

    let read = client.call("read", json!({ "id": report["report"] }));
    let text = read["text"]["words"].as_str().unwrap();
    let data = read["data"].as_array().unwrap();
    assert!(data.len() > 3);
    data.iter().chain(report["data"].as_array().unwrap()).for_each(|datum| is_sound(datum, text));

    let one = client.call("read", json!({ "id": data[0]["id"] }));
    assert_eq!(one["datum"], data[0]);

    for asked in [json!({ "measure": "killed" }), json!({ "words": "earthquake*", "place": "TUR" })]
    {
        let figures = client.call("figures", asked);
        let series = figures["series"].as_array().unwrap();
        assert!(!series.is_empty(), "{figures}");
        let claim = &series[0]["claims"][0];
        assert_eq!(claim["sha256"].as_str().unwrap().len(), 64, "{claim}");
        let read = client.call("read", json!({ "id": claim["report"] }));
        is_sound(&claim["figure"], read["text"]["words"].as_str().unwrap());
    }

    let story = client.call("story", json!({ "words": "Egypt" }));
    let line = &story["happening"]["line_of_time"][0];
    is_sound(&line["tells"][0], text);
    let source = &story["sources"][line["report"].as_str().unwrap()];
    assert_eq!(source["sha256"], report["sha256"]);
    let by_id = client.call("story", json!({ "id": story["story"]["id"] }));
    assert_eq!(by_id["story"], story["story"]);
    assert_eq!(client.end(), "");
}

#[test]
fn a_text_of_ones_own_is_read() {
    let mut client = Client::new(ARCHIVE.as_str());
    let text = "Egypt and Israel signed an agreement on Monday, President Jimmy Carter said.";
    let read = client.call("read", json!({ "text": text, "date": "1978-09-18" }));
    let data = read["data"].as_array().unwrap();
    assert!(data.iter().any(|datum| datum["kind"] == "event"), "{read}");
    data.iter().for_each(|datum| is_sound(datum, text));
}

#[test]
fn what_makes_no_sense_is_told_and_ends_nothing() {
    let mut client = Client::new(ARCHIVE.as_str());
    for (name, arguments, said) in [
        ("search", json!({}), "give words"),
        ("search", json!({ "words": "the of" }), "nearly every report"),
        ("search", json!({ "words": "x", "limit": 1000 }), "between 1 and 50"),
        ("read", json!({ "id": "'; DROP TABLE reports; --" }), "`search` gives ids"),
        ("read", json!({ "id": ["a"] }), "tools/list"),
        ("figures", json!({ "words": "Egypt", "odd": 1 }), "odd"),
        ("story", json!({ "words": "nowhere" }), "nothing has this id"),
        ("nothing", json!({}), "no such tool"),
    ] {
        let fault = client.fault(name, arguments.clone());
        assert!(fault.contains(said), "{name} {arguments}: {fault}");
    }
    client.send("this is no JSON");
    client.send("{\"jsonrpc\": \"2.0\", \"id\": 99");
    client.send(&"x".repeat(5 << 20));
    let unknown = client.ask("nothing/at_all", json!({}));
    assert!(unknown["error"].is_object(), "{unknown}");
    assert!(client.call("search", json!({ "words": "Egypt" }))["reports"].is_array());
    client.end();
}

#[test]
fn an_archive_that_is_not_there_is_said_on_standard_error() {
    let output = run(&["mcp", "nowhere.sayso"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    assert!(stderr(&output).contains("sayso ingest"), "{}", stderr(&output));
}
