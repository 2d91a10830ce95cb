//! The steps, in order: what is said, and what is shown meanwhile.

use super::super::share::View;
use crate::{
    arch::Family,
    protocol::photo::Slot,
    ui::{Page, ramp::net},
};

/// How many there are.
pub const STEPS: usize = TABLE.len();

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The page that it is on.
    pub page: Page,
    /// The form of LeNet-5 that is loaded for it.
    pub form: Option<&'static str>,
    /// What is shown, as an address says it. Blocks stand for their last rows.
    pub view: &'static str,
    /// What it is about, in a line.
    pub heading: &'static str,
    /// The paper's point.
    pub words: &'static str,
    /// The same as a formula.
    pub formula: &'static str,
    /// Where it stands.
    pub reference: &'static str,
}

impl Step {
    /// The step of this number, from 1; the first or the last where there is none.
    pub fn number(number: usize) -> Self {
        TABLE[number.clamp(1, STEPS) - 1]
    }

    /// The network for photographs that it looks into.
    pub fn slot(&self) -> Option<Slot> {
        View::parse(self.view).of
    }

    /// Whose colour it has.
    pub fn net(&self) -> &'static str {
        net(self.slot().map_or(Family::LeNet5, Slot::family))
    }
}

/// The number of the first step on a page. It needs no text of the steps, which come later.
pub fn first(page: Page) -> usize {
    const DRAW: usize = first_of(false);
    const PHOTO: usize = first_of(true);
    if page == Page::Photo { PHOTO } else { DRAW }
}

const fn first_of(photo: bool) -> usize {
    let mut step = 0;
    while step + 1 < STEPS && matches!(TABLE[step].page, Page::Photo) != photo {
        step += 1;
    }
    step + 1
}

const TABLE: [Step; 10] = [
    Step {
        page: Page::Draw,
        form: Some("lenet5"),
        view: "inside=layer&row=c1",
        heading: "1998: features that are learned",
        words: "Most programs that read handwriting were told what to look for. LeCun\u{2019}s networks, since 1989, found it out by themselves; in LeNet-5 six kernels of 5 \u{d7} 5 weights slide over your digit, and examples taught each of them what to look for. Every place is seen with the same weights, so all of C1 has no more than 156 of them.",
        formula: "y = f(\u{3a3} w x + b), of (5\u{b2} + 1) \u{d7} 6 = 156 trained numbers",
        reference: "LeCun et al. 1998, section II.B, layer C1; LeCun et al. 1989, \u{201c}Backpropagation applied to handwritten zip code recognition\u{201d}",
    },
    Step {
        page: Page::Draw,
        form: Some("lenet5"),
        view: "inside=layer&row=s2",
        heading: "Coarser on purpose",
        words: "Once a feature is found, its exact place does not matter, and would do harm: nobody writes a digit twice alike. S2 keeps one number of each four. This form keeps the largest; the paper adds them up, times a trained coefficient.",
        formula: "y = f(a (x\u{2081} + x\u{2082} + x\u{2083} + x\u{2084}) + b)",
        reference: "LeCun et al. 1998, sections II.A and II.B, layer S2",
    },
    Step {
        page: Page::Draw,
        form: Some("lenet5-1998"),
        view: "inside=ideas&row=c3",
        heading: "Not every map sees every map",
        words: "This is the network as it was printed. Each of the 16 maps of C3 sees only some of the six before it: a table says which. That keeps the connections few, and as no two maps get the same, they have to find different things.",
        formula: "(60 \u{d7} 5\u{b2}) + 16 = 1,516 trained numbers, where all connections would take 2,416",
        reference: "LeCun et al. 1998, table I",
    },
    Step {
        page: Page::Draw,
        form: Some("lenet5"),
        view: "inside=why",
        heading: "Which ink the answer rests on",
        words: "Cover a part of the digit, ask again, and see what the answer loses. Done for every place, this becomes a map. It needs nothing but the answers, so it works for any network; it came when networks had become too deep to be read from their weights.",
        formula: "map(place) = logit(x) \u{2212} logit(x with the place covered)",
        reference: "Zeiler and Fergus 2014, \u{201c}Visualizing and understanding convolutional networks\u{201d}, section 4.2",
    },
    Step {
        page: Page::Photo,
        form: None,
        view: "inside=layer&of=alexnet&row=conv1",
        heading: "2012: the same idea, a thousand times larger",
        words: "Fourteen years later: photographs in colour, a thousand classes, sixty million parameters, and graphics cards to train them on. Nobody drew the kernels of the first layer, and yet in the paper they became detectors of edges and of colours. Those of the page\u{2019}s own AlexNet, which learned for minutes on small pictures, are still mostly noise; conv1 of its ResNet shows such detectors. A simpler function after each layer made the training several times faster.",
        formula: "f(x) = max(0, x), in place of tanh(x)",
        reference: "Krizhevsky et al. 2012, section 3.1 and figure 3",
    },
    Step {
        page: Page::Photo,
        form: None,
        view: "inside=ideas&of=alexnet",
        heading: "Dropout: many networks in one",
        words: "Sixty million parameters could learn the pictures by heart. So in training units of the large layers fall silent, half of them in the paper, each time others, and no unit can rely on another. Sampled thirty times on your photo, with half silent, the answers also show how sure the network is. The page\u{2019}s own weights learned with fewer silent, and so their answers scatter more.",
        formula: "in training y = m f(x), where m is 0 or 1 with a probability of \u{bd} each; for an answer y = \u{bd} f(x)",
        reference: "Krizhevsky et al. 2012, section 4.2; here m is 0 or 2 instead: Srivastava et al. 2014, section 10; the samples: Gal and Ghahramani 2016",
    },
    Step {
        page: Page::Photo,
        form: None,
        view: "inside=layer&of=resnet&row=conv2_2",
        heading: "2015: deeper, and then it broke",
        words: "More layers should do no harm: they could just hand on what they get. Yet plain networks of 56 layers did worse than those of 20, even on the pictures that they were trained with. In a residual network a block only learns what to add to what it was given.",
        formula: "y = F(x, {W\u{1d62}}) + x, then ReLU",
        reference: "He et al. 2015, figure 1 (on CIFAR-10) and equation 1",
    },
    Step {
        page: Page::Photo,
        form: None,
        view: "inside=change&of=resnet&row=conv3_2&cut=conv3_2",
        heading: "Cut a skip connection",
        words: "The skip connection of block conv3_2 is cut now. What the block learned to add goes on alone, and all later layers get what they have never seen. Compare both answers, put it back, and cut others: how much each matters is not the same.",
        formula: "y = F(x, {W\u{1d62}}), without + x",
        reference: "He et al. 2015, section 3.1, and the plain networks of table 2",
    },
    Step {
        page: Page::Photo,
        form: None,
        view: "inside=change&of=resnet&row=conv3_2&branch=conv3_2",
        heading: "Take a whole branch away",
        words: "Now the other way round: the skip stays, and what conv3_2 would add is gone. The answer changes less than one would think, since a block of a deep network adds little: the paper measured it. Take more of them away, and see how long the answer stands.",
        formula: "y = x",
        reference: "He et al. 2015, figure 7; Veit et al. 2016 take layers away in this way",
    },
    Step {
        page: Page::Photo,
        form: None,
        view: "inside=why&of=resnet",
        heading: "Where the evidence lies",
        words: "A ResNet ends in the mean of its last maps and one fully connected layer. So what each place adds to a class can be read off, exactly: the weights of the class times the maps at the place. Choose another class and the map changes. That was the tour: now take a photo of your own.",
        formula: "M\u{1d9c}(x, y) = \u{3a3}\u{2096} w\u{2096}\u{1d9c} f\u{2096}(x, y)",
        reference: "Zhou et al. 2016, equation 2; He et al. 2015, table 1: average pool, fc",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        arch,
        protocol::look::Which,
        ui::{
            inside::{Looked, room::Room},
            words,
        },
    };

    fn looked(name: &str, which: Which) -> Looked {
        Looked::new(which, name.into(), arch::find(name).unwrap(), Vec::new().into())
    }

    #[test]
    fn every_step_shows_what_its_networks_have() {
        for step in TABLE {
            let view = View::parse(step.view);
            assert_eq!(view.write().join("&"), step.view, "{}: an address says it", step.heading);
            let networks: &[&str] = match step.slot() {
                None => &["lenet5", "lenet5-1998"],
                Some(Slot::AlexNet) => &["alexnet", "alexnet_tv", "alexnet_bvlc"],
                Some(Slot::ResNet) => &["resnet18", "resnet34", "resnet50", "resnet152"],
            };
            for name in networks {
                let within = view.within(&looked(name, Which::Digit));
                assert_eq!(within.row.is_some(), view.row.is_some(), "{}: {name}", step.heading);
                assert_eq!(within.edits.len(), view.edits.len(), "{}: {name}", step.heading);
                // The formulas are of blocks to which their input is added as it is.
                let network = arch::find(name).unwrap();
                let row = within.row.and_then(|row| network.row(&row).ok());
                let add = row.and_then(|row| network.rows[row].add.as_deref());
                let projected = add.is_some_and(|add| add.ends_with("projection"));
                assert!(!projected, "{}: {name}", step.heading);
            }
            assert_eq!(step.form.is_some(), step.page == Page::Draw, "{}", step.heading);
            assert!(step.form.is_none_or(|form| arch::find(form).is_ok()));
        }
    }

    #[test]
    fn ten_steps_from_page_to_page() {
        assert_eq!((STEPS, first(Page::Draw), first(Page::Photo)), (10, 1, 5));
        let pages: Vec<Page> = TABLE.iter().map(|step| step.page).collect();
        assert_eq!(pages, [[Page::Draw; 4].as_slice(), &[Page::Photo; 6]].concat());
        assert_eq!((Step::number(0), Step::number(99)), (TABLE[0], TABLE[9]));
        let rooms: Vec<_> = TABLE.iter().filter_map(|step| View::parse(step.view).room).collect();
        assert_eq!(rooms.len(), STEPS, "each opens a tool");
        assert!(
            [Room::Layer, Room::Ideas, Room::Why, Room::Change]
                .iter()
                .all(|room| rooms.contains(room))
        );
    }

    #[test]
    fn figures_in_the_words_are_those_of_the_tables() {
        let trained = |name: &str, row: usize| {
            words::thousands(arch::find(name).unwrap().summary()[row].parameters)
        };
        let c1 = trained("lenet5", 0);
        assert!(TABLE[0].words.contains(&format!("no more than {c1} of them")), "{c1}");
        assert!(TABLE[0].formula.ends_with(&format!("= {c1} trained numbers")), "{c1}");
        let (c3, all) = (trained("lenet5-1998", 2), trained("lenet5", 2));
        let kernels: usize = arch::lenet5::C3_CONNECTIONS.iter().map(|maps| maps.len()).sum();
        let formula = format!(
            "({kernels} \u{d7} 5\u{b2}) + 16 = {c3} trained numbers, where all connections would take {all}"
        );
        assert_eq!(TABLE[2].formula, formula);
    }
}
