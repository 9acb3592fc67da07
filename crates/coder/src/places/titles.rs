//! Names that hold the name of a place and are none: treaties, newspapers, clubs, institutions.

use std::ops::Range;

use sayso_language::Doc;

/// What is "of" a place without being there.
const OF: &[&str] = &[
    "Treaty",
    "Treaties",
    "Convention",
    "Conventions",
    "Accord",
    "Accords",
    "Agreement",
    "Pact",
    "Protocol",
    "Declaration",
    "Statute",
    "Charter",
    "Bank",
    "University",
    "Archbishop",
    "Bishop",
    "Duke",
    "Duchess",
    "Earl",
    "Prince",
    "Princess",
    "Patriarch",
    "Merchant",
    "Times",
    "Voice",
    "Radio",
    "Lawrence",
    "Man",
    "Congress",
    "Peace",
];
/// What a place's name goes on with when it is a treaty's or a newspaper's.
const BEHIND: &[&str] = &[
    "Treaty",
    "Treaties",
    "Convention",
    "Conventions",
    "Accord",
    "Accords",
    "Agreement",
    "Agreements",
    "Pact",
    "Protocol",
    "Protocols",
    "Declaration",
    "Statute",
    "Consensus",
    "Principles",
    "Times",
    "Post",
    "Herald",
    "Tribune",
    "Journal",
    "Gazette",
    "Telegraph",
    "Chronicle",
    "Observer",
    "Examiner",
    "Inquirer",
    "Dispatch",
    "Mirror",
    "Globe",
    "Daily",
    "News",
    "Newspaper",
    "United",
    "Wanderers",
    "Rovers",
    "Athletic",
    "Hotspur",
    "FC",
    "F.C.",
    "SC",
    "Yankees",
    "Mets",
    "Knicks",
    "Lakers",
    "Bulls",
    "Cubs",
    "Dodgers",
    "Giants",
    "Red",
    "Bruins",
    "Celtics",
    "Patriots",
    "Cowboys",
    "Rangers",
    "Raiders",
    "Saints",
    "Eagles",
    "Bears",
    "Packers",
    "Steelers",
    "Braves",
];
/// Lower case too: "the Oslo accords", "the Minsk agreements", "the Geneva conventions".
const BEHIND_PLAIN: &[&str] =
    &["accord", "accords", "agreements", "conventions", "protocol", "treaty", "dollar", "dollars"];
/// What stands in front of a place in the name of a club, a ship or a station.
const FRONT: &[&str] = &[
    "Real",
    "Hapoel",
    "Maccabi",
    "Beitar",
    "Racing",
    "Atletico",
    "Atlético",
    "Inter",
    "Sporting",
    "Dynamo",
    "Dinamo",
    "Spartak",
    "Lokomotiv",
    "CSKA",
    "Bayern",
    "Borussia",
    "Olympique",
    "FC",
    "AC",
    "AS",
    "USS",
    "HMS",
    "HMAS",
    "INS",
    "SS",
    "MV",
    "M/V",
    "RMS",
    "Miss",
];
/// What a body of a state is called behind the state's name.
const BODIES: &[&str] = &[
    "Department",
    "Ministry",
    "Centers",
    "Centres",
    "Army",
    "Navy",
    "Marine",
    "Marines",
    "Air",
    "Armed",
    "Coast",
    "Embassy",
    "Consulate",
    "Police",
    "Agency",
    "Food",
    "Environmental",
    "Federal",
    "Government",
    "Parliament",
    "Senate",
    "House",
    "Congress",
    "National",
    "Supreme",
    "District",
    "Geological",
    "Fish",
    "Forest",
    "Border",
    "Customs",
    "Central",
    "Special",
    "Secret",
    "Public",
    "Health",
    "Justice",
    "Treasury",
    "Agriculture",
    "Foreign",
    "Defense",
    "Defence",
];

/// Whether the name in `tokens` is part of a title that is no place.
pub(super) fn holds(doc: &Doc, tokens: &Range<usize>) -> bool {
    let before = |n: usize| tokens.start.checked_sub(n).map_or("", |token| doc.word(token));
    let of = if before(1) == "the" { 2 } else { 1 };
    if before(of) == "of" && OF.contains(&before(of + 1)) {
        return true;
    }
    let behind = |n: usize| if tokens.end + n < doc.len() { doc.word(tokens.end + n) } else { "" };
    let next = behind(0);
    if next == "news" && behind(1) == "agency" {
        return true;
    }
    BEHIND.contains(&next) || BEHIND_PLAIN.contains(&next) || FRONT.contains(&before(1))
}

/// Whether the name of a state goes on with `word` as that of one of its bodies.
pub(super) fn is_body_of_state(word: &str) -> bool {
    BODIES.contains(&word)
}
