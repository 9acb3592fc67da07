//! The part of the world that is drawn, and where a place stands on it.

use std::f64::consts::PI;

use crate::fault::Fault;
use crate::link;

/// Degrees west, south, east and north.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct Bounds {
    /// The western edge, in degrees east.
    pub west: f64,
    /// The southern edge, in degrees north.
    pub south: f64,
    /// The eastern edge, in degrees east.
    pub east: f64,
    /// The northern edge, in degrees north.
    pub north: f64,
}

/// All that is drawn of the world: nobody lives further south.
const WORLD: Bounds = Bounds { west: -180.0, south: -58.0, east: 180.0, north: 84.0 };

/// Parts that a reader may want to see.
pub const REGIONS: [(&str, [i16; 4]); 9] = [
    ("Africa", [-20, -36, 55, 38]),
    ("Europe", [-25, 34, 45, 72]),
    ("Middle East", [24, 11, 64, 43]),
    ("Central Asia", [44, 32, 90, 56]),
    ("South Asia", [60, 4, 98, 38]),
    ("East Asia", [96, -11, 148, 54]),
    ("North America", [-170, 12, -50, 75]),
    ("South America", [-92, -57, -32, 15]),
    ("Oceania", [108, -50, 180, 2]),
];

/// No part is smaller than this, in degrees: coasts are not drawn more finely.
const LEAST: f64 = 0.5;
/// A part as wide as this is drawn as the world is.
const WIDE: f64 = 200.0;

impl Bounds {
    /// West, south, east, north, commas between them.
    ///
    /// # Errors
    /// It is something else, or a part that is none.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let said = || {
            let said = format!(
                "box is not “{text}”: give degrees west, south, east and north, as in -25,34,45,72; west is less than east, south less than north"
            );
            Fault::Unclear(said)
        };
        let numbers: Result<Vec<f64>, _> =
            text.split(',').map(|part| part.trim().parse()).collect();
        let numbers = numbers.map_err(|_| said())?;
        let [west, south, east, north] = numbers.as_slice() else { return Err(said()) };
        let bounds = Self { west: *west, south: *south, east: *east, north: *north };
        let is_part = bounds.west >= -180.0
            && bounds.east <= 180.0
            && bounds.south >= -90.0
            && bounds.north <= 90.0;
        let is_sound = is_part && bounds.west < bounds.east && bounds.south < bounds.north;
        if is_sound { Ok(bounds.at_least(LEAST)) } else { Err(said()) }
    }

    /// The bounds of a region.
    pub fn of(region: [i16; 4]) -> Self {
        let [west, south, east, north] = region.map(f64::from);
        Self { west, south, east, north }
    }

    /// As addresses have it.
    pub fn text(&self) -> String {
        [self.west, self.south, self.east, self.north]
            .map(|degrees| hundredth(degrees).to_string())
            .join(",")
    }

    /// Those around some places, longitude and latitude, with room at the edges.
    pub fn around(places: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let first = Self { west: 181.0, south: 91.0, east: -181.0, north: -91.0 };
        let all = places.fold(first, |all, (lon, lat)| Self {
            west: all.west.min(lon),
            south: all.south.min(lat),
            east: all.east.max(lon),
            north: all.north.max(lat),
        });
        (all.west <= all.east).then(|| all.grown(1.3).at_least(2.0))
    }

    /// So many times as wide and as high, as far as the world reaches.
    pub fn grown(&self, times: f64) -> Self {
        let (lon, lat) = self.middle();
        let (wide, high) = (self.wide() * times / 2.0, self.high() * times / 2.0);
        Self { west: lon - wide, south: lat - high, east: lon + wide, north: lat + high }.within()
    }

    /// Moved by shares of its width and height, eastward and northward.
    pub fn moved(&self, east: f64, north: f64) -> Self {
        let lon = (self.wide() * east).clamp(-180.0 - self.west, 180.0 - self.east);
        let lat = (self.high() * north).clamp(-90.0 - self.south, 90.0 - self.north);
        Self {
            west: self.west + lon,
            east: self.east + lon,
            south: self.south + lat,
            north: self.north + lat,
        }
    }

    fn at_least(&self, degrees: f64) -> Self {
        let (lon, lat) = self.middle();
        let half = |length: f64| length.max(degrees) / 2.0;
        let (wide, high) = (half(self.wide()), half(self.high()));
        Self { west: lon - wide, south: lat - high, east: lon + wide, north: lat + high }.within()
    }

    fn within(self) -> Self {
        Self {
            west: self.west.max(-180.0),
            south: self.south.max(-90.0),
            east: self.east.min(180.0),
            north: self.north.min(90.0),
        }
    }

    fn middle(&self) -> (f64, f64) {
        ((self.west + self.east) / 2.0, (self.south + self.north) / 2.0)
    }

    pub(super) fn wide(&self) -> f64 {
        self.east - self.west
    }

    fn high(&self) -> f64 {
        self.north - self.south
    }

    /// Whether a place is in it.
    pub fn has(&self, lon: f64, lat: f64) -> bool {
        (self.west..=self.east).contains(&lon) && (self.south..=self.north).contains(&lat)
    }

    /// Whether it is so wide that it is drawn as the world.
    pub fn is_world(&self) -> bool {
        self.wide() >= WIDE
    }

    /// The page of the map at these bounds, its other questions in `query`.
    pub fn at<'a>(&'a self, query: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        if self.is_world() {
            return link::with_query("/map", query);
        }
        let text = self.text();
        let asked: Vec<(&str, &str)> = query.into_iter().collect();
        link::with_query("/map", asked.iter().copied().chain([("box", text.as_str())]))
    }
}

fn hundredth(degrees: f64) -> f64 {
    (degrees * 100.0).round() / 100.0
}

/// How degrees become points.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Projection {
    /// The world: Equal Earth, in which areas are as on the globe (Šavrič, Patterson and Jenny 2018, "The Equal
    /// Earth map projection", doi 10.1080/13658816.2018.1504949).
    EqualEarth,
    /// A part: equidistant cylindrical, true along this cosine of the middle latitude (Snyder 1987, "Map
    /// projections: a working manual", p. 90).
    Flat(f64),
}

/// A drawing of a part of the world, 1,000 units wide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// What is drawn.
    pub bounds: Bounds,
    projection: Projection,
    left: f64,
    top: f64,
    scale: f64,
    /// Units from top to foot.
    pub height: f64,
}

/// Units from left to right.
pub const WIDTH: f64 = 1000.0;
/// A sheet is no higher and no flatter than these; what is around the part fills it.
const HIGH: f64 = 760.0;
const FLAT: f64 = 420.0;

impl Sheet {
    /// The world.
    pub fn world() -> Self {
        let projection = Projection::EqualEarth;
        let (left, right) = (projection.raw(-180.0, 0.0).0, projection.raw(180.0, 0.0).0);
        let (top, foot) = (projection.raw(0.0, WORLD.north).1, projection.raw(0.0, WORLD.south).1);
        let scale = WIDTH / (right - left);
        Self { bounds: WORLD, projection, left, top, scale, height: (top - foot) * scale }
    }

    /// A part of the world, with as much around it as fills the sheet.
    pub fn of(bounds: Bounds) -> Self {
        if bounds.is_world() {
            return Self::world();
        }
        let (lon, lat) = bounds.middle();
        let cosine = (lat * PI / 180.0).cos().max(0.2);
        let (wide, high) = (bounds.wide() * cosine, bounds.high());
        let scale = (WIDTH / wide).min(HIGH / high);
        let height = (high * scale).clamp(FLAT, HIGH);
        let (half_wide, half_high) = (WIDTH / scale / cosine / 2.0, height / scale / 2.0);
        let bounds = Bounds {
            west: lon - half_wide,
            south: lat - half_high,
            east: lon + half_wide,
            north: lat + half_high,
        };
        let left = bounds.west * cosine * PI / 180.0;
        let top = bounds.north * PI / 180.0;
        let scale = scale * 180.0 / PI;
        Self { bounds, projection: Projection::Flat(cosine), left, top, scale, height }
    }

    /// Where a place stands, from the upper left corner.
    pub fn point(&self, lon: f64, lat: f64) -> (f64, f64) {
        let (x, y) = self.projection.raw(lon, lat);
        ((x - self.left) * self.scale, (self.top - y) * self.scale)
    }
}

impl Projection {
    /// On a globe with a radius of 1, the middle of the world at (0, 0), north upward.
    fn raw(self, lon: f64, lat: f64) -> (f64, f64) {
        let (lon, lat) = (lon * PI / 180.0, lat * PI / 180.0);
        match self {
            Self::Flat(cosine) => (lon * cosine, lat),
            Self::EqualEarth => {
                const A: [f64; 4] = [1.340264, -0.081106, 0.000893, 0.003796];
                let root = 3.0_f64.sqrt();
                let angle = (root / 2.0 * lat.sin()).asin();
                let (square, sixth) = (angle * angle, angle.powi(6));
                let slope = A[0] + 3.0 * A[1] * square + sixth * (7.0 * A[2] + 9.0 * A[3] * square);
                let x = 2.0 * root * lon * angle.cos() / (3.0 * slope);
                let y = angle * (A[0] + A[1] * square + sixth * (A[2] + A[3] * square));
                (x, y)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_is_as_its_makers_draw_it() {
        // PROJ's tests of +proj=eqearth +ellps=WGS84, by the radius of the sphere of the same area.
        let (x, y) = Projection::EqualEarth.raw(-180.0, 90.0);
        let radius = 6_371_007.18;
        assert!(
            (x + 10_216_474.79 / radius).abs() < 1e-5 && (y - 8_392_927.6 / radius).abs() < 1e-5,
            "{x} {y}"
        );
        let sheet = Sheet::world();
        let (x, _) = sheet.point(180.0, 0.0);
        let (middle, top) = sheet.point(0.0, 84.0);
        assert!((x - WIDTH).abs() < 1e-6 && (middle - 500.0).abs() < 1e-6 && top.abs() < 1e-6);
    }

    #[test]
    fn a_part_fills_its_sheet() {
        let sheet = Sheet::of(Bounds::read("-25,34,45,72").unwrap());
        let inside = |lon, lat| {
            let (x, y) = sheet.point(lon, lat);
            (-0.01..=WIDTH + 0.01).contains(&x) && (-0.01..=sheet.height + 0.01).contains(&y)
        };
        assert!(inside(-25.0, 34.0) && inside(45.0, 72.0), "{sheet:?}");
        assert!(sheet.height <= HIGH);
    }

    #[test]
    fn what_is_no_part_is_told() {
        for text in
            ["", "1,2,3", "a,b,c,d", "10,0,5,5", "0,0,400,5", "NaN,0,1,1", "0,5,1,5", "inf,0,1,1"]
        {
            assert!(matches!(Bounds::read(text), Err(Fault::Unclear(_))), "{text}");
        }
        let point = Bounds::around([(10.0, 50.0)].into_iter()).unwrap();
        assert_eq!(point.text(), "9,49,11,51");
        assert_eq!(Bounds::read("0,0,10,10").unwrap().moved(0.5, -0.5).text(), "5,-5,15,5");
        assert!(Bounds::read("-170,-50,170,80").unwrap().is_world());
    }
}
