//! Packs the table that `codebook/places/build.py` writes into the gazetteer that the codebook
//! holds: `pack_places TABLE GAZETTEER`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1);
    let (Some(table), Some(gazetteer)) = (paths.next(), paths.next()) else {
        return Err("usage: pack_places TABLE GAZETTEER".into());
    };
    std::fs::write(gazetteer, sayso_codebook::pack_gazetteer(&std::fs::read_to_string(table)?)?)?;
    Ok(())
}
