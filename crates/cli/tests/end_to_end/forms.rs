//! The other subcommands and forms: parse, actor, explain, check, model.

use super::*;

#[test]
fn parse_gives_tokens_with_heads_inside_the_text() {
    let output = run(&["parse", &example(EXAMPLES[0])]);
    assert!(output.status.success());
    let parsed = &records(&output)[0];
    let tokens = parsed["tokens"].as_array().unwrap();
    let text = std::fs::read_to_string(example(EXAMPLES[0])).unwrap();
    let text = text.split_once("\n\n").unwrap().1;
    let characters = text.chars().count() as u64;
    assert!(tokens.len() > 200);
    let mut end = 0;
    for token in tokens {
        let (start, stop) = (token[0].as_u64().unwrap(), token[1].as_u64().unwrap());
        assert!(end <= start && start < stop && stop <= characters, "{token}");
        end = stop;
        assert!((token[5].as_u64().unwrap() as usize) < tokens.len());
        assert_eq!(token.as_array().unwrap().len(), 8);
    }
    let sentences = parsed["sents"].as_array().unwrap();
    assert_eq!(sentences[0][0], 0);
    assert_eq!(sentences.last().unwrap()[1], tokens.len() - 1);
    for pair in sentences.windows(2) {
        assert_eq!(pair[0][1].as_u64().unwrap() + 1, pair[1][0].as_u64().unwrap());
    }
    assert_eq!(tokens[2][7], "B-PERSON");
}

#[test]
fn parse_escapes_what_json_asks_to() {
    let line = r#"{"id": "a\"b\\c", "date": "1987-05-04", "text": "He said: \"\u0001 é\" \\ 🕊"}"#;
    let output = sayso().args(["parse", "-"]).write_stdin(line).output().unwrap();
    assert_eq!(records(&output)[0]["id"], "a\"b\\c");
}

#[test]
fn conllu_has_ten_columns_and_one_root_a_sentence() {
    let output = run(&["parse", "--to", "conllu", &example(EXAMPLES[1])]);
    let text = stdout(&output);
    let sentences: Vec<&str> = text.trim_end().split("\n\n").collect();
    assert!(sentences.len() >= 10);
    for sentence in sentences {
        let rows: Vec<Vec<&str>> = sentence
            .lines()
            .filter(|l| !l.starts_with('#'))
            .map(|l| l.split('\t').collect())
            .collect();
        assert!(rows.iter().all(|row| row.len() == 10), "{sentence}");
        assert!(rows.iter().enumerate().all(|(index, row)| row[0] == (index + 1).to_string()));
        assert_eq!(rows.iter().filter(|row| row[6] == "0").count(), 1, "{sentence}");
    }
}

#[test]
fn a_whole_document_keeps_its_line_breaks_as_tokens() {
    let line = r#"{"date": "1987-05-04", "text": "One\nline.\n\nTwo."}"#;
    let parse = |unit: &str| {
        let mut command = sayso();
        command.args(["parse", "--unit", unit, "-"]).write_stdin(line).output().unwrap()
    };
    let spaces = |output: &Output| {
        let tokens = records(output)[0]["tokens"].as_array().unwrap().clone();
        tokens.iter().filter(|token| token[3] == "SPACE").count()
    };
    assert!(spaces(&parse("document")) > 0);
    assert_eq!(spaces(&parse("paragraph")), 0);
}

#[test]
fn actor_codes_phrases() {
    let output = run(&["actor", "--to", "jsonl", "three Iraqi soldiers", "a table"]);
    let rows = records(&output);
    assert_eq!(rows[0]["code"], "IRQMIL");
    assert_eq!(rows[0]["kind"], "group");
    assert_eq!(rows[1]["code"], Value::Null);
}

#[test]
fn actor_reads_lines_and_names_bad_ones() {
    let lines = "{\"id\": 1, \"text\": \"Iraqi police\"}\n{\"id\": 2}\n\nKenyan farmers\n";
    let output = sayso().args(["actor", "--to", "jsonl", "-"]).write_stdin(lines).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let rows = records(&output);
    assert_eq!((&rows[0]["id"], &rows[0]["code"]), (&1.into(), &"IRQCOP".into()));
    assert_eq!(rows[1]["country"], "KEN");
    assert!(stderr(&output).contains("standard input:2: "));
}

#[test]
fn explain_names_rule_page_and_syntax() {
    let output = run(&["explain", &example(EXAMPLES[0])]);
    let page = stdout(&output);
    assert!(page.contains("rule     statements.said  codebook/statements.md:"), "{page}");
    assert!(page.contains("codebook/events/"), "{page}");
    assert!(page.contains("nsubj     → said"), "{page}");
    let one = run(&["explain", &example(EXAMPLES[0]), "--only", "s1"]);
    assert!(stdout(&one).contains("\ns1 ") && !stdout(&one).contains("\ns0 "));
}

#[test]
fn check_proves_what_read_writes() {
    let paths = EXAMPLES.map(example);
    let mut arguments = vec!["read", "--to", "jsonl"];
    arguments.extend(paths.iter().map(String::as_str));
    let written = run(&arguments);
    let check =
        |records: String| sayso().args(["check", "-"]).write_stdin(records).output().unwrap();
    let sound = check(stdout(&written).to_owned());
    assert_eq!(sound.status.code(), Some(0), "{}", stderr(&sound));
    assert!(stdout(&sound).starts_with("3 records = 3 proved + 0 failed"));
    let changed = check(stdout(&written).replacen("Begin signed", "Begin tore", 1));
    assert_eq!(changed.status.code(), Some(1));
    assert!(stderr(&changed).contains("standard input:1: the text's SHA-256 is"));
}

#[test]
fn model_list_shows_the_default() {
    let output = run(&["model", "list"]);
    assert!(stdout(&output).contains("en_core_web_md-3.7.1"));
    assert!(stdout(&output).contains("default"));
}

#[test]
fn a_model_that_is_not_there_says_what_there_is() {
    let output = run(&["read", "--model", "nothing-here", &example(EXAMPLES[0])]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("sayso model add"), "{}", stderr(&output));
}
