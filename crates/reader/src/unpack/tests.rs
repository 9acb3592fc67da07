//! Packed inputs, whole, cut off and one in another.

use std::io::Write;

use super::*;
use crate::{At, Input, Options, Problem, ReadError};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// With a checksum, as the program `zstd` writes it.
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut packed = zstd::Encoder::new(Vec::new(), 1).unwrap();
    packed.include_checksum(true).unwrap();
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut packed = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

type Pack = fn(&[u8]) -> Vec<u8>;
const PACKINGS: [(&str, Pack); 3] = [("gzip", gzip), ("zstd", zstd), ("bzip2", bzip2)];

/// The ids of the reports in a file of these bytes, and what went wrong.
fn read(bytes: &[u8]) -> (Vec<String>, Vec<ReadError>) {
    // A name that says nothing, or the wrong thing.
    let mut file = tempfile::Builder::new().suffix(".zip").tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let (mut ids, mut errors) = (Vec::new(), Vec::new());
    for raw in crate::read(&Input::File(file.path().to_owned()), &Options::default()) {
        match raw.report() {
            Ok(reading) => ids.push(reading.report.id),
            Err(error) => errors.push(error),
        }
    }
    (ids, errors)
}

fn line(number: usize) -> String {
    // Some of it cannot be packed well, so that a cut leaves whole lines before it.
    let noise = |n: u64| (n + number as u64 * 41).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let noise: String = (0..20).map(|n| format!("{} ", noise(n))).collect();
    let text = "The foreign ministry of Ruritania said that it had thanked Freedonia for the help.";
    format!("{{\"id\": \"r{number}\", \"date\": \"2020-01-01\", \"text\": \"{text} {noise}.\"}}\n")
}

fn lines(numbers: std::ops::Range<usize>) -> String {
    numbers.map(line).collect()
}

#[test]
fn any_packing_of_any_format_however_many_members() {
    for (name, pack) in PACKINGS {
        let members = [pack(lines(0..3).as_bytes()), pack(b""), pack(lines(3..500).as_bytes())];
        let (ids, errors) = read(&members.concat());
        assert!(errors.is_empty(), "{name}: {errors:?}");
        assert_eq!((ids.len(), ids[499].as_str()), (500, "r499"), "{name}");
        let padded = [members.concat(), vec![0; 512]].concat();
        assert_eq!(read(&padded).1.len(), 0, "{name}");
        assert_eq!(read(&pack(b"date 2020-01-01\nA text.")).0.len(), 1, "{name}");
    }
}

#[test]
fn what_comes_before_a_cut_is_read_and_the_cut_is_said_once() {
    for (name, pack) in PACKINGS {
        let mut packed = pack(lines(0..5000).as_bytes());
        packed.truncate(packed.len() * 2 / 3);
        let (ids, errors) = read(&packed);
        let want = if name == "bzip2" { 500 } else { 3000 };
        assert!(ids.len() > want, "{name}: {}", ids.len());
        let [ReadError { at: At::Byte(at), problem, .. }] = &errors[..] else {
            panic!("{name}: {errors:?}")
        };
        // Every whole line before the cut, and none more.
        let whole = lines(0..ids.len()).len() as u64;
        assert!((whole..whole + line(ids.len()).len() as u64).contains(at), "{name}: {at} {whole}");
        let want = format!("the {name} stream breaks off after {at} bytes; get the file again");
        assert_eq!(problem.to_string(), want);
    }
}

#[test]
fn a_cut_at_any_byte_gives_one_problem_or_fewer_members() {
    for (name, pack) in PACKINGS {
        let (one, two) = (pack(line(1).as_bytes()), pack(line(2).as_bytes()));
        let whole = [one.clone(), two].concat();
        for cut in 12..whole.len() {
            let (ids, errors) = read(&whole[..cut]);
            let want = usize::from(cut >= one.len());
            // A trailer may be missing where all that it checks is there.
            assert!((want..want + 2).contains(&ids.len()), "{name} {cut}");
            assert_eq!(errors.len(), usize::from(cut != one.len()), "{name} {cut}: {errors:?}");
        }
    }
}

#[test]
fn damage_and_what_follows_are_said() {
    for (name, pack) in PACKINGS {
        let packed = pack(lines(0..3000).as_bytes());
        let mut damaged = packed.clone();
        let middle = damaged.len() / 2;
        damaged[middle..middle + 64].fill(0x55);
        let (_, errors) = read(&damaged);
        assert!(
            errors.last().unwrap().to_string().contains(&format!("the {name} stream is damaged")),
            "{name}: {errors:?}"
        );
        let (ids, errors) = read(&[packed, b"and more".to_vec()].concat());
        assert_eq!((ids.len(), errors.len()), (3000, 1), "{name}");
        assert!(errors[0].to_string().contains("something else follows"), "{name}: {errors:?}");
    }
}

/// One report, and behind it as many empty lines as `len`, packed.
fn bomb(pack: Pack, len: usize) -> Vec<u8> {
    let mebibyte = pack(&vec![b'\n'; 1 << 20]);
    [pack(lines(0..1).as_bytes()), mebibyte.repeat(len >> 20)].concat()
}

#[test]
fn what_expands_without_measure_is_left() {
    for (name, pack) in PACKINGS {
        let (ids, errors) = read(&bomb(pack, 1 << 30));
        assert_eq!(ids.len(), 1, "{name}");
        let [ReadError { at: At::Byte(at), problem: Problem::Packing(Damage::Bomb { .. }), .. }] =
            &errors[..]
        else {
            panic!("{name}: {errors:?}")
        };
        assert!((FREE..FREE + (8 << 20)).contains(at), "{name}: {at}");
    }
    // The same growth in little is nobody's harm.
    let (ids, errors) = read(&bomb(gzip, 90 << 20));
    assert_eq!((ids.len(), errors.len()), (1, 0));
}

#[test]
fn what_is_no_report_is_named_with_the_next_step() {
    let tar = |magic: &[u8]| {
        let mut header = [0; 1024];
        header[..8].copy_from_slice(b"news.txt");
        header[257..][..magic.len()].copy_from_slice(magic);
        let sum = 8 * u32::from(b' ') + header.iter().map(|byte| u32::from(*byte)).sum::<u32>();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        header
    };
    let (posix, gnu) = (tar(b"ustar\x0000"), tar(b"ustar  \0"));
    let known: [(&[u8], &str); 10] = [
        (b"PK\x03\x04\x14\0\0\0\x08\0 and so on", "a ZIP archive; unpack it first"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml", "a Word document"),
        (b"%PDF-1.7\n", "a PDF; extract its text first"),
        (b"SQLite format 3\0", "an archive of Sayso or another SQLite database, not reports"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive"),
        (b"\xfd7zXZ\0\0", "an xz file; unpack it first (xz -d)"),
        (b"filedesc://news.arc 0.0.0.0 20010101000000 text/plain 76\n", "an ARC file"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (&posix, "a tar archive"),
        (&gnu, "a tar archive"),
    ];
    for (bytes, what) in known {
        for bytes in [bytes.to_vec(), gzip(bytes)] {
            let (ids, errors) = read(&bytes);
            assert!(ids.is_empty() && errors.len() == 1, "{what}: {errors:?}");
            assert!(errors[0].to_string().contains(what), "{}", errors[0]);
        }
    }
    assert!(read(&gzip(&gzip(b"date 2020-01-01\nA."))).1[0].to_string().contains("packed twice"));
}

#[test]
fn a_text_that_begins_like_a_packing_is_a_text() {
    let (ids, errors) = read(b"BZh9 is what a bzip2 file begins with.");
    assert!(ids.is_empty() && matches!(errors[0].problem, Problem::NoDate), "{errors:?}");
    let (ids, errors) = read(
        format!("date 2020-01-01\n{:241}ustar 00 is in a tar file. {:300}", "A file.", "")
            .as_bytes(),
    );
    assert!(ids.len() == 1 && errors.is_empty(), "{errors:?}");
}

#[test]
fn bytes_are_counted_as_they_are_on_the_disk() {
    let packed = gzip(lines(0..100).as_bytes());
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&packed).unwrap();
    let bytes = Arc::new(AtomicU64::new(0));
    let options = Options { bytes: Some(bytes.clone()), ..Options::default() };
    let input = Input::File(file.path().to_owned());
    assert_eq!(crate::read(&input, &options).count(), 100);
    assert_eq!(Some(bytes.load(Ordering::Relaxed)), input.size());
}

proptest::proptest! {
    #[test]
    fn no_packed_bytes_panic(
        which in 0..3usize,
        at in 0..400usize,
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 1..20),
    ) {
        let mut packed = PACKINGS[which].1(lines(0..3).as_bytes());
        let at = at.min(packed.len());
        let end = (at + bytes.len()).min(packed.len());
        packed.splice(at..end, bytes);
        read(&packed);
    }
}
