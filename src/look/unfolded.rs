//! Batch normalisation (S. Ioffe, C. Szegedy, "Batch normalization", ICML 2015, arXiv:1502.03167) as
//! a step of its own, and folded into the weights before it: the same numbers, on this device.

use super::{Inside, output, wrong};
use crate::check::difference;
use crate::device::read_all;
use crate::error::Error;
use crate::network::Model;
use crate::protocol::look::Unfolded;

impl Inside {
    /// Both ways of the layer that is kept both ways, and the numbers of one map; nothing where none
    /// is kept. As the network is, without edits.
    pub(super) async fn unfolded(
        &self,
        model: &Model,
        channel: u32,
    ) -> Result<Option<Unfolded>, Error> {
        let Some(apart) = model.apart() else { return Ok(None) };
        let row = apart.row();
        let map = apart.map(channel as usize);
        let (Some(map), Some((input, add))) = (map, model.taken(&self.plain, row)) else {
            let maps = format!("one of {} maps", apart.maps());
            return Err(wrong(maps, format!("map {channel}")));
        };
        let folded = output(&self.plain, row)?.clone();
        let steps = apart.forward(input, add);
        let mut values = read_all(vec![folded, steps]).await?.into_iter();
        let [folded, steps] = [values.next(), values.next()].map(Option::unwrap_or_default);
        let largest = folded.iter().fold(0.0f32, |most, value| most.max(value.abs()));
        let of_map = |values: &[f32]| {
            let own = values.iter().copied().skip(channel as usize).step_by(apart.maps().max(1));
            own.fold(f32::NEG_INFINITY, f32::max)
        };
        Ok(Some(Unfolded {
            row: model.network().rows[row].name.clone(),
            channel,
            slope: map.slope,
            offset: map.offset,
            mean: map.mean,
            variance: map.variance,
            scale: map.scale as f32,
            shift: map.shift as f32,
            both: [of_map(&steps), of_map(&folded)],
            numbers: folded.len() as u32,
            largest,
            difference: difference(&steps, &folded),
        }))
    }
}
