//! How often a classifier is right, what it takes for what, and whether it is as sure as it should
//! be. Native only.

/// Bins of the calibration error: of equal width, as many as in Guo et al. 2017, "On Calibration of
/// Modern Neural Networks".
const BINS: usize = 15;

/// What is counted while answers come in.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    classes: usize,
    /// `[truth, answer]`: how often the one was taken for the other.
    answers: Vec<u32>,
    among_five: u64,
    loss: f64,
    bins: [Bin; BINS],
}

/// Answers that were about as sure as each other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bin {
    answers: u64,
    right: u64,
    sureness: f64,
}

/// How one class fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// Which class.
    pub class: usize,
    /// How many pictures of it were there.
    pub pictures: u32,
    /// How many of them were named rightly.
    pub right: u32,
    /// What the others were taken for and how often, most often first.
    pub taken_for: Vec<(usize, u32)>,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(classes: usize) -> Self {
        Self {
            classes,
            answers: vec![0; classes * classes],
            among_five: 0,
            loss: 0.0,
            bins: [Bin::default(); BINS],
        }
    }

    /// Counts one answer: a probability for each class, of a picture of class `truth`. What is no
    /// such answer is not counted.
    pub fn add(&mut self, truth: usize, probabilities: &[f32]) {
        if probabilities.len() != self.classes || truth >= self.classes {
            return;
        }
        let own = probabilities[truth];
        // Of equals the first comes first, as when they are sorted.
        let before =
            |(class, other): (usize, &f32)| *other > own || (*other == own && class < truth);
        let rank = probabilities.iter().enumerate().filter(|one| before(*one)).count();
        let best = (0..self.classes)
            .reduce(|best, class| match probabilities[class] > probabilities[best] {
                true => class,
                false => best,
            })
            .unwrap_or(truth);
        let sure = f64::from(probabilities[best]);
        let bin = &mut self.bins[((sure * BINS as f64) as usize).min(BINS - 1)];
        bin.answers += 1;
        bin.right += u64::from(best == truth);
        bin.sureness += sure;
        self.answers[truth * self.classes + best] += 1;
        self.among_five += u64::from(rank < 5);
        self.loss -= f64::from(own.max(f32::MIN_POSITIVE)).ln();
    }

    /// How many answers were counted.
    pub fn count(&self) -> u64 {
        self.bins.iter().map(|bin| bin.answers).sum()
    }

    /// Share of answers whose likeliest class is right, 0 to 1; 0 without answers, as are the others.
    pub fn top_1(&self) -> f64 {
        self.share(self.bins.iter().map(|bin| bin.right).sum::<u64>() as f64)
    }

    /// Share of answers with the right class among the five likeliest, 0 to 1.
    pub fn top_5(&self) -> f64 {
        self.share(self.among_five as f64)
    }

    /// Mean cross-entropy, in nats.
    pub fn loss(&self) -> f64 {
        self.share(self.loss)
    }

    /// Mean probability of the likeliest class, 0 to 1: that of a calibrated network is
    /// [`Self::top_1`].
    pub fn sureness(&self) -> f64 {
        self.share(self.bins.iter().map(|bin| bin.sureness).sum())
    }

    /// Expected calibration error, 0 to 1: how far, on average, the share of right answers is from
    /// the probability that was given.
    pub fn calibration_error(&self) -> f64 {
        self.share(self.bins.iter().map(|bin| (bin.right as f64 - bin.sureness).abs()).sum())
    }

    /// How each class with pictures fared, those with the smallest share of right answers first.
    pub fn worst(&self) -> Vec<Fate> {
        let mut all: Vec<_> = (0..self.classes)
            .map(|class| self.fate(class))
            .filter(|one| one.pictures > 0)
            .collect();
        let share = |one: &Fate| f64::from(one.right) / f64::from(one.pictures);
        all.sort_by(|a, b| share(a).total_cmp(&share(b)));
        all
    }

    fn fate(&self, class: usize) -> Fate {
        let row = &self.answers[class * self.classes..][..self.classes];
        let mut taken_for: Vec<_> = row.iter().copied().enumerate().collect();
        taken_for.retain(|&(answer, times)| answer != class && times > 0);
        taken_for.sort_by_key(|&(_, times)| std::cmp::Reverse(times));
        Fate { class, pictures: row.iter().sum(), right: row[class], taken_for }
    }

    fn share(&self, sum: f64) -> f64 {
        sum / self.count().max(1) as f64
    }
}

/// Probabilities, 0 to 1, of one answer's logits, a finite one a class. They add up to 1.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = logits.iter().map(|logit| f64::from(logit - most).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| (power / sum) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_counted_is_nothing_known() {
        let tally = Tally::new(3);
        assert_eq!((tally.count(), tally.top_1(), tally.calibration_error()), (0, 0.0, 0.0));
        assert!(tally.worst().is_empty());
    }

    #[test]
    fn shares_and_confusions_are_counted() {
        let mut tally = Tally::new(7);
        let answer = |likely: [usize; 6]| {
            let mut all = [0.0; 7];
            (0..6).for_each(|place| all[likely[place]] = [0.5, 0.2, 0.1, 0.09, 0.06, 0.05][place]);
            all
        };
        tally.add(0, &answer([0, 1, 2, 3, 4, 5])); // right
        tally.add(0, &answer([1, 2, 3, 4, 0, 5])); // the fifth
        tally.add(0, &answer([1, 2, 3, 4, 5, 0])); // the sixth
        tally.add(2, &answer([2, 1, 0, 3, 4, 5])); // right
        tally.add(9, &answer([2, 1, 0, 3, 4, 5])); // no class
        tally.add(0, &[1.0]); // no answer
        assert_eq!((tally.count(), tally.top_1(), tally.top_5()), (4, 0.5, 0.75));
        let worst = tally.worst();
        assert_eq!(worst.iter().map(|one| one.class).collect::<Vec<_>>(), [0, 2]);
        let fate = Fate { class: 0, pictures: 3, right: 1, taken_for: vec![(1, 2)] };
        assert_eq!(worst[0], fate);
        let loss = -(0.5_f64.ln() * 2.0 + 0.06_f64.ln() + 0.05_f64.ln()) / 4.0;
        assert!((tally.loss() - loss).abs() < 1e-6);
    }

    #[test]
    fn calibration_compares_sureness_with_the_share_of_right_answers() {
        let mut tally = Tally::new(2);
        // Four answers at 0.75, three of them right: as sure as it should be.
        (0..4).for_each(|picture| tally.add(usize::from(picture == 0), &[0.75, 0.25]));
        assert!(tally.calibration_error() < 1e-6);
        // Four at 1, none right: half of all answers are off by 1.
        (0..4).for_each(|_| tally.add(0, &[0.0, 1.0]));
        assert!((tally.calibration_error() - 0.5).abs() < 1e-6);
        assert!((tally.sureness() - 0.875).abs() < 1e-6);
    }

    #[test]
    fn of_equals_the_first_is_the_answer() {
        let mut tally = Tally::new(2);
        tally.add(1, &[0.5, 0.5]);
        assert_eq!((tally.top_1(), tally.top_5()), (0.0, 1.0));
    }

    #[test]
    fn softmax_stands_large_numbers() {
        assert_eq!(softmax(&[1000.0, 1000.0]), [0.5, 0.5]);
        assert!((softmax(&[0.0, 3.0_f32.ln()])[1] - 0.75).abs() < 1e-6);
    }
}
