//! Marks in a headline, at its beginning or end.

use super::Mark;

/// A headline that was read.
pub struct Read<'h> {
    /// The gravest of its marks.
    pub mark: Option<Mark>,
    /// The headline without them.
    pub rest: &'h str,
}

/// Labels that say nothing of the version and are taken off to compare stories.
const LABELS: [&str; 16] = [
    "urgent",
    "breaking",
    "breaking news",
    "alert",
    "flash",
    "bulletin",
    "rpt",
    "exclusive",
    "newsalert",
    "snap",
    "just in",
    "developing",
    "newsflash",
    "apnewsalert",
    "bc",
    "official",
];

/// Reads a headline.
pub fn read(headline: &str) -> Read<'_> {
    let mut rest = headline.trim();
    let mut mark = None;
    // No agency writes more than a few.
    for _ in 0..4 {
        let Some((found, after)) = at_start(rest).or_else(|| at_end(rest)) else { break };
        mark = mark.max(found);
        rest = after.trim();
    }
    Read { mark, rest }
}

/// The words of a headline in small letters, numbers left out.
pub fn story(headline: &str) -> Option<String> {
    let lower = headline.to_lowercase().replace(['\'', '’'], "");
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words =
        words.filter(|word| !word.is_empty() && !word.bytes().all(|byte| byte.is_ascii_digit()));
    let story = words.collect::<Vec<_>>().join(" ");
    (!story.is_empty()).then_some(story)
}

/// A mark at the beginning, and what follows it.
fn at_start(headline: &str) -> Option<(Option<Mark>, &str)> {
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((inside, after)) =
            headline.strip_prefix(open).and_then(|rest| rest.split_once(close))
        {
            return meaning(inside, true)
                .map(|mark| (mark, after.trim_start_matches([' ', '-', ':', '–', '—'])));
        }
    }
    let bare = headline.trim_start_matches(['*', '+', ' ']);
    // The words up to each colon or dash that could end a mark.
    for (at, separator) in
        bare.char_indices().take(48).filter(|(_, c)| matches!(c, ':' | '-' | '–' | '—'))
    {
        let (words, after) = (bare.get(..at)?, bare.get(at + separator.len_utf8()..)?);
        let Some(mark) = meaning(words, false) else { continue };
        let shouted = words.chars().any(|c| c.is_ascii_uppercase())
            && !words.chars().any(|c| c.is_ascii_lowercase());
        let ordinal = words.starts_with(|c: char| c.is_ascii_digit());
        let spaced = words.ends_with(' ') && after.starts_with(' ');
        // `LEAD-Quake`, but not `Lead-based` nor `LEAD-BASED`; `Update: quake`, `Update - quake`.
        let marks = match separator {
            ':' => shouted || ordinal || !matches!(words.trim(), "Lead" | "lead" | "Kill" | "kill"),
            _ if spaced => shouted || ordinal,
            '-' => (shouted && !is_shouted(after)) || ordinal,
            _ => shouted || ordinal,
        };
        if marks {
            let after = without_writethru(after);
            return Some((mark, after));
        }
    }
    // The whole line is the mark.
    let whole = meaning(bare, false)
        .filter(|_| is_shouted(bare) || bare.starts_with(|c: char| c.is_ascii_digit()));
    whole.filter(|_| bare != "LEAD" && bare != "KILL").map(|mark| (mark, ""))
}

/// `-Writethru` and its slug number behind `1st Ld`.
fn without_writethru(after: &str) -> &str {
    let lower = after.get(..9).map(str::to_ascii_lowercase);
    match lower.as_deref() {
        Some("writethru") => {
            after.get(9..).unwrap_or_default().trim_start_matches([',', ':', '-', ' ', '–', '—'])
        }
        _ => after,
    }
}

/// A mark at the end: `Quake hits Ruritania (2nd LD)`, `…, 1st Ld-Writethru`, `… - UPDATE 2`.
fn at_end(headline: &str) -> Option<(Option<Mark>, &str)> {
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((before, inside)) =
            headline.strip_suffix(close).and_then(|rest| rest.rsplit_once(open))
        {
            return meaning(inside, true).map(|mark| (mark, before));
        }
    }
    // AP's slugs end in a number of the sending.
    let slug = headline.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end().strip_suffix(',');
    let headline = slug.unwrap_or(headline);
    for separator in [", ", " - ", " – ", " — "] {
        let Some((before, words)) = headline.rsplit_once(separator) else { continue };
        let shouted = is_shouted(words) && !is_shouted(before);
        let ordinal = words.starts_with(|c: char| c.is_ascii_digit());
        if let Some(mark) = meaning(words, false).filter(|_| shouted || ordinal) {
            return Some((mark, before));
        }
    }
    None
}

fn is_shouted(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// What these words mean, when they are a mark (`Some(None)`: a label) and nothing else.
fn meaning(words: &str, bracketed: bool) -> Option<Option<Mark>> {
    let lower = words.trim().to_ascii_lowercase();
    let lower = lower.trim_end_matches([':', '-', '.']).trim();
    if lower.is_empty() || lower.len() > 48 {
        return None;
    }
    if LABELS.contains(&lower) {
        return Some(None);
    }
    let mark = match lower {
        "update" | "updated" | "updates" | "recasts" | "recast" | "wrapup" | "adds" => {
            Mark::Update(1)
        }
        "lead" | "ld" | "writethru" if !bracketed || lower != "writethru" => Mark::Update(1),
        "correction"
        | "corrected"
        | "corrects"
        | "corrective"
        | "refile"
        | "refiled"
        | "refiles"
        | "corrected (official)"
        | "corrected-(official"
        | "corrected-(official)"
        | "correction (official)" => Mark::Corrected,
        "withdrawn" | "withdrawal" | "withdraws" | "withdraw" | "kill" | "story kill"
        | "story killed" | "mandatory kill" | "bulletin kill" | "kill notice" | "kill advisory"
        | "advisory kill" | "retracted" | "retraction" | "retracts" | "story removed"
        | "story withdrawn" | "story retracted" | "article removed" | "article withdrawn"
        | "article retracted" | "removed" | "story deleted" => Mark::Withdrawn,
        _ => Mark::Update(numbered(lower)?),
    };
    Some(Some(mark))
}

/// `update 2`, `wrapup 3`, `2nd ld`, `1st lead`, `3rd ld-writethru`, `2nd update`, `corrected` apart.
fn numbered(lower: &str) -> Option<u32> {
    let small = |number: &str| number.parse().ok().filter(|number| (1..=99).contains(number));
    let (first, second) = lower.split_once(' ')?;
    let second = second.trim();
    if matches!(first, "update" | "updated" | "wrapup" | "lead" | "ld" | "recasts") {
        return small(second);
    }
    let end = first.bytes().position(|byte| !byte.is_ascii_digit())?;
    let (number, ending) = first.split_at(end);
    let is_version = ["ld", "lead", "update", "writethru"].iter().any(|word| {
        let after = second.strip_prefix(word);
        after.is_some_and(|after| {
            after.is_empty()
                || after.starts_with('-')
                || after == " writethru"
                || after == " urgent"
        })
    });
    let version = matches!(ending, "st" | "nd" | "rd" | "th") && is_version;
    // Only the agencies' own endings may follow: `2nd lead-poisoning` is none.
    let tail = second.split_once('-').map_or("", |(_, tail)| tail);
    let known = matches!(tail, "" | "writethru" | "urgent" | "optional" | "pickup" | "analysis");
    if version && known { small(number) } else { None }
}
