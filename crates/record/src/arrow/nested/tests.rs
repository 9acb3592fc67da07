use arrow_array::cast::AsArray;

use super::*;
use crate::sample;

fn json(record: &Record) -> String {
    serde_json::to_string(record).unwrap()
}

fn problem(id: Option<&str>, words: &[&str]) -> Problem {
    let words = words.iter().map(|&word| word.to_owned()).collect();
    Problem { report_id: id.map(str::to_owned), words }
}

#[test]
fn records_come_back_the_same() {
    let outcomes = vec![
        Ok(sample::full()),
        Err(problem(None, &["no date; pass --date"])),
        Ok(sample::record()),
        Err(problem(Some("x"), &["the text is empty", "and more"])),
    ];
    let batch = rows_to_batch(&outcomes).unwrap();
    assert_eq!(batch.schema(), schema());
    let back = from_batch(&batch).unwrap();
    assert_eq!(back, outcomes);
    assert_eq!(json(back[0].as_ref().unwrap()), json(&sample::full()));
    assert_eq!(batch.column_by_name("report").unwrap().null_count(), 2);
    assert_eq!(batch.column_by_name("problems").unwrap().null_count(), 0);
    let ids = batch.column_by_name("report_id").unwrap().as_string::<i32>();
    assert_eq!(ids.value(3), "x");
    assert_eq!(rows_to_batch(&[]).unwrap().num_rows(), 0);
}
