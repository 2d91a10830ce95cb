//! Compact weights laid out in the panels that kernels read.

use crate::ops::{PANEL, Packing};
use crate::weights::Packed;

/// The numbers in panels, four bytes a word. A row's maps of `area` numbers one after another become
/// places with all maps each.
pub(super) fn panels(packed: &Packed<'_>, packing: Packing, area: usize) -> Vec<f32> {
    // Units beyond the last are zeros, which int4 writes as 8.
    match packed.bits {
        16 => panels_of(packed, packing, area, [0, 0]),
        8 => panels_of(packed, packing, area, [0]),
        _ => panels_of(packed, packing, area, [0x88]),
    }
}

/// Of numbers of `W` bytes.
fn panels_of<const W: usize>(
    packed: &Packed<'_>,
    packing: Packing,
    area: usize,
    zero: [u8; W],
) -> Vec<f32> {
    let lines = packing.lines();
    let maps = lines / area.max(1);
    let (numbers, _) = packed.data.as_chunks::<W>();
    let mut places = vec![zero; packing.panels() * lines * PANEL];
    // A line at a time, from all units of a panel: see `transpose`.
    let units = numbers.chunks(lines.max(1) * PANEL);
    for (units, places) in units.zip(places.chunks_exact_mut(lines.max(1) * PANEL)) {
        for from in 0..lines {
            let line = from % area.max(1) * maps + from / area.max(1);
            let units = units.iter().skip(from).step_by(lines);
            for (place, number) in places[line * PANEL..][..PANEL].iter_mut().zip(units) {
                *place = *number;
            }
        }
    }
    let (words, _) = places.as_flattened().as_chunks();
    words.iter().map(|&word| f32::from_bits(u32::from_le_bytes(word))).collect()
}

/// The scales in panels.
pub(super) fn scales(packed: &Packed<'_>, packing: Packing) -> Vec<f32> {
    let groups = packing.groups;
    let mut scales = vec![0.0; packing.scales().iter().product()];
    for (unit, row) in packed.scales.chunks_exact(groups.max(1)).enumerate() {
        let first = unit / PANEL * groups * PANEL + unit % PANEL;
        for (scale, place) in row.iter().zip(scales[first..].iter_mut().step_by(PANEL)) {
            *place = *scale;
        }
    }
    scales
}
