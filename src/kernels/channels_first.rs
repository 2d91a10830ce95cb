//! Maps one after the other, as fully connected layers in files expect them.

use super::{Implementation, Operation, Program};

/// `[N, H * W, C]` to `[N, C, H * W]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelsFirst {
    /// How many inputs there are.
    pub batch: usize,
    /// Height times width.
    pub places: usize,
    /// How many channels.
    pub channels: usize,
}

static IMPLEMENTATIONS: [Implementation<ChannelsFirst>; 1] = [Implementation {
    name: "channels_first",
    shader: "channels_first",
    source: include_str!("../../shaders/channels_first.wgsl"),
    suits: |_| true,
    program: |turn| {
        let Implementation { shader, source, .. } = &IMPLEMENTATIONS[0];
        let constants = vec![
            ("BATCH", turn.batch.into()),
            ("PLACES", turn.places.into()),
            ("CHANNELS", turn.channels.into()),
        ];
        Program::new(shader, source, turn.batch * turn.places * turn.channels, constants)
    },
}];

impl Operation for ChannelsFirst {
    const NAME: &'static str = "channels_first";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        vec![
            ("AlexNet before fc6", ChannelsFirst { batch: 1, places: 36, channels: 256 }),
            ("several, of odd sizes", ChannelsFirst { batch: 3, places: 35, channels: 7 }),
            ("one place", ChannelsFirst { batch: 2, places: 1, channels: 5 }),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![vec![self.batch, self.places, self.channels]]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.batch, self.channels, self.places]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let one = self.places * self.channels;
        let turned = inputs[0].chunks(one).flat_map(|maps| {
            let channel = move |channel| maps.iter().skip(channel).step_by(self.channels);
            (0..self.channels).flat_map(channel)
        });
        turned.copied().collect()
    }

    fn tolerance(&self) -> f32 {
        0.0
    }
}
