#!/usr/bin/env python3
"""Makes world.bin: coasts and borders of the map, from Natural Earth by way of the package `world-atlas`.

    npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
    python3 crates/server/data/build.py package

Natural Earth (https://www.naturalearthdata.com) is in the public domain; it draws borders as they are held
(de facto). The file has two levels, 1:110,000,000 for the world and 1:50,000,000 for parts of it. Each level:

    number of arcs; each: number of points, the first point, then differences
    number of shapes; each: three letters (ISO 3166-1 alpha-3, or XKX; --- for none),
        number of rings; each: number of arcs, each its number, or its complement where it runs backward

All numbers are LEB128 varints, zigzag but for counts. Points are west to east, then south to north, in
hundredths of a degree. Arcs are simplified by Douglas and Peucker's way, their ends kept, so that neighbours
still meet.
"""
import json
import sys
from pathlib import Path

# ISO 3166-1: numeric code and alpha-3.
CODES = """
    004AFG 008ALB 010ATA 012DZA 016ASM 020AND 024AGO 028ATG 031AZE 032ARG 036AUS 040AUT 044BHS 048BHR
    050BGD 051ARM 052BRB 056BEL 060BMU 064BTN 068BOL 070BIH 072BWA 074BVT 076BRA 084BLZ 086IOT 090SLB
    092VGB 096BRN 100BGR 104MMR 108BDI 112BLR 116KHM 120CMR 124CAN 132CPV 136CYM 140CAF 144LKA 148TCD
    152CHL 156CHN 158TWN 162CXR 166CCK 170COL 174COM 175MYT 178COG 180COD 184COK 188CRI 191HRV 192CUB
    196CYP 203CZE 204BEN 208DNK 212DMA 214DOM 218ECU 222SLV 226GNQ 231ETH 232ERI 233EST 234FRO 238FLK
    239SGS 242FJI 246FIN 248ALA 250FRA 254GUF 258PYF 260ATF 262DJI 266GAB 268GEO 270GMB 275PSE 276DEU
    288GHA 292GIB 296KIR 300GRC 304GRL 308GRD 312GLP 316GUM 320GTM 324GIN 328GUY 332HTI 334HMD 336VAT
    340HND 344HKG 348HUN 352ISL 356IND 360IDN 364IRN 368IRQ 372IRL 376ISR 380ITA 384CIV 388JAM 392JPN
    398KAZ 400JOR 404KEN 408PRK 410KOR 414KWT 417KGZ 418LAO 422LBN 426LSO 428LVA 430LBR 434LBY 438LIE
    440LTU 442LUX 446MAC 450MDG 454MWI 458MYS 462MDV 466MLI 470MLT 474MTQ 478MRT 480MUS 484MEX 492MCO
    496MNG 498MDA 499MNE 500MSR 504MAR 508MOZ 512OMN 516NAM 520NRU 524NPL 528NLD 531CUW 533ABW 534SXM
    535BES 540NCL 548VUT 554NZL 558NIC 562NER 566NGA 570NIU 574NFK 578NOR 580MNP 581UMI 583FSM 584MHL
    585PLW 586PAK 591PAN 598PNG 600PRY 604PER 608PHL 612PCN 616POL 620PRT 624GNB 626TLS 630PRI 634QAT
    638REU 642ROU 643RUS 646RWA 652BLM 654SHN 659KNA 660AIA 662LCA 663MAF 666SPM 670VCT 674SMR 678STP
    682SAU 686SEN 688SRB 690SYC 694SLE 702SGP 703SVK 704VNM 705SVN 706SOM 710ZAF 716ZWE 724ESP 728SSD
    729SDN 732ESH 740SUR 744SJM 748SWZ 752SWE 756CHE 760SYR 762TJK 764THA 768TGO 772TKL 776TON 780TTO
    784ARE 788TUN 792TUR 795TKM 796TCA 798TUV 800UGA 804UKR 807MKD 818EGY 826GBR 831GGY 832JEY 833IMN
    834TZA 840USA 850VIR 854BFA 858URY 860UZB 862VEN 876WLF 882WSM 887YEM 894ZMB
"""
BY_NUMBER = {pair[:3]: pair[3:] for pair in CODES.split()}
# Shapes that have no number of their own, under the codes that the codebook's places have there.
BY_NAME = {"Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP"}
UNIT = 0.01
LEVELS = [("countries-110m.json", 0.08, 0.0), ("countries-50m.json", 0.025, 0.004)]


def decoded(topology):
    """Arcs in degrees (TopoJSON: each point is the difference from the one before, scaled)."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(points)
    return arcs


def simplified(points, tolerance):
    """Leaves out points that are nearer than `tolerance` degrees to the line between those kept."""
    keep = {0, len(points) - 1}
    open_parts = [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        far, at = 0.0, None
        for index in range(first + 1, last):
            px, py = points[index]
            if length:
                away = abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length
            else:
                away = ((px - ax) ** 2 + (py - ay) ** 2) ** 0.5
            if away > far:
                far, at = away, index
        if at is not None and far > tolerance:
            keep.add(at)
            open_parts += [(first, at), (at, last)]
    return [points[index] for index in sorted(keep)]


def area(arcs, ring):
    points = [p for arc in ring for p in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])]
    pairs = zip(points, points[1:] + points[:1])
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def varint(number):
    out = bytearray()
    while number >= 128:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def zigzag(number):
    return varint(number * 2 if number >= 0 else -number * 2 - 1)


def level(path, tolerance, least):
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = decoded(topology)
    shapes = []
    for shape in topology["objects"]["countries"]["geometries"]:
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = sorted((ring for part in parts for ring in part), key=lambda ring: -area(arcs, ring))
        # Islets are left out, never all that there is of a country.
        rings = rings[:1] + [ring for ring in rings[1:] if area(arcs, ring) >= least]
        code = BY_NUMBER.get(shape.get("id", "")) or BY_NAME.get(shape["properties"]["name"], "---")
        shapes.append((code, rings))
    used = sorted({arc if arc >= 0 else ~arc for _, rings in shapes for ring in rings for arc in ring})
    number = {arc: index for index, arc in enumerate(used)}
    out = bytearray(varint(len(used)))
    for arc in used:
        points = [(round(x / UNIT), round(y / UNIT)) for x, y in simplified(arcs[arc], tolerance)]
        out += varint(len(points))
        before = (0, 0)
        for point in points:
            out += zigzag(point[0] - before[0]) + zigzag(point[1] - before[1])
            before = point
    out += varint(len(shapes))
    for code, rings in shapes:
        out += code.encode("ascii") + varint(len(rings))
        for ring in rings:
            out += varint(len(ring))
            for arc in ring:
                out += zigzag(number[arc] if arc >= 0 else ~number[~arc])
    return bytes(out)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    data = b"".join(level(folder / name, tolerance, least) for name, tolerance, least in LEVELS)
    Path(__file__).with_name("world.bin").write_bytes(data)
    print(len(data), "bytes")
