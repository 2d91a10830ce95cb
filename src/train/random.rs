//! Random numbers that are the same on every machine, in every version, for ever.

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A sequence of its own for each part of a key: epoch, picture. What is drawn for one picture
    /// then depends on no other, nor on the number of threads.
    pub fn of(key: &[u64]) -> Self {
        Self(key.iter().fold(0, |state, &part| Self(state ^ part).bits()))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly from `low` to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * ((self.bits() >> 40) as f32 / (1 << 24) as f32)
    }

    /// Evenly from `-most` to `most`.
    pub fn either(&mut self, most: f32) -> f32 {
        self.between(-most, most)
    }

    /// A whole number from 0 to `count - 1`; 0 if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        (self.bits() % count.max(1) as u64) as usize
    }

    /// A place in the unit square.
    pub fn place(&mut self) -> [f32; 2] {
        [self.between(0.0, 1.0), self.between(0.0, 1.0)]
    }

    /// 0 to `count - 1` in random order.
    pub fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for i in (1..count).rev() {
            order.swap(i, self.below(i + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_sequence() {
        let mut random = Random::new(1_234_567);
        assert_eq!(
            [random.bits(), random.bits()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]
        );
    }

    #[test]
    fn even_and_within_bounds() {
        let mut random = Random::of(&[1, 2]);
        let values: Vec<f32> = (0..10_000).map(|_| random.between(-1.0, 3.0)).collect();
        assert!(values.iter().all(|v| (-1.0..3.0).contains(v)));
        assert!((values.iter().sum::<f32>() / 10_000.0 - 1.0).abs() < 0.05);
    }

    #[test]
    fn an_order_has_everything_once() {
        let mut order = Random::of(&[3]).order(1000);
        assert!(order.windows(2).any(|pair| pair[0] > pair[1]));
        order.sort_unstable();
        assert_eq!(order, (0..1000).collect::<Vec<_>>());
    }
}
