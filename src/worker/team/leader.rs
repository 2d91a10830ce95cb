//! The engine's side: starts helpers, and has them begin each run.

use super::buffer::{Buffer, shared_copy};
use super::link::Link;
use super::order::Order;
use crate::arch::Network;
use crate::ops::team::{Lead, MEMBERS, Team};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The most bytes that the helpers' networks may take, all together.
const MOST_BYTES: usize = 640 << 20;

/// The next network's number. No two leaders use the same one.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Leads at most so many helpers, which start when there is a network for them.
pub(crate) struct Leader {
    most: usize,
    crew: RefCell<Option<Crew>>,
    networks: RefCell<HashMap<u32, Given>>,
}

/// The helpers that run.
struct Crew {
    helpers: Vec<Link>,
    team: Rc<Team>,
}

/// A network that was given to the first so many helpers.
struct Given {
    helpers: usize,
    /// What it takes with each of them.
    bytes: usize,
    /// How many have said that they have it.
    ready: usize,
}

impl Leader {
    pub(super) fn new(most: usize) -> Rc<Self> {
        Rc::new(Self {
            most: most.min(MEMBERS - 1),
            crew: RefCell::default(),
            networks: RefCell::default(),
        })
    }

    /// Gives helpers a network with the weights in `bytes`, which takes `each` of them so many bytes: as
    /// many as there is memory for. Gives its number.
    pub(super) fn give(
        self: &Rc<Self>,
        network: &Network,
        bytes: &[u8],
        each: usize,
    ) -> Option<u32> {
        let taken = |given: &Given| given.helpers * given.bytes;
        let taken: usize = self.networks.borrow().values().map(taken).sum();
        let helpers = self.most.min(MOST_BYTES.saturating_sub(taken) / each.max(1));
        if helpers == 0 {
            return None;
        }
        let bytes = shared_copy(bytes)?;
        let mut crew = self.crew.borrow_mut();
        if crew.is_none() {
            *crew = Crew::start(self);
        }
        let crew = crew.as_ref()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let side = network.input[0];
        let order = Order::Take { number, network: network.name.into(), side };
        crew.helpers.iter().take(helpers).for_each(|one| one.send(&order, Some(&bytes)));
        self.networks.borrow_mut().insert(number, Given { helpers, bytes: each, ready: 0 });
        Some(number)
    }

    /// Whether every helper has all that it was given.
    pub(super) fn is_gathered(&self) -> bool {
        self.networks.borrow().values().all(|given| given.ready >= given.helpers)
    }

    /// A helper said which network it has; anything else means that it has not.
    pub(super) fn heard(&self, said: Option<f64>) {
        match said.filter(|number| *number >= 0.0) {
            Some(number) => {
                if let Some(given) = self.networks.borrow_mut().get_mut(&(number as u32)) {
                    given.ready += 1;
                }
            }
            None => self.disband(),
        }
    }

    /// Goes on alone.
    fn disband(&self) {
        self.networks.borrow_mut().clear();
        *self.crew.borrow_mut() = None;
    }
}

impl Lead for Leader {
    fn begin(&self, number: u32, values: &[f32]) -> Option<Rc<Team>> {
        if self.crew.borrow().as_ref()?.team.is_broken() {
            self.disband();
        }
        // Who still lays another network out would be waited for.
        if !self.is_gathered() {
            return None;
        }
        let (networks, crew) = (self.networks.borrow(), self.crew.borrow());
        let (given, crew) = (networks.get(&number)?, crew.as_ref()?);
        let members = given.helpers + 1;
        let run = crew.team.lead(members, values)?;
        let order = Order::Run { number, run, members, values: values.len() };
        crew.helpers.iter().take(given.helpers).for_each(|one| one.send(&order, None));
        Some(Rc::clone(&crew.team))
    }

    fn forget(&self, number: u32) {
        if let Some(given) = self.networks.borrow_mut().remove(&number)
            && let Some(crew) = &*self.crew.borrow()
        {
            let order = Order::Forget { number };
            crew.helpers.iter().take(given.helpers).for_each(|one| one.send(&order, None));
        }
    }
}

impl Crew {
    /// Starts all helpers; nothing where the browser refuses.
    fn start(leader: &Rc<Leader>) -> Option<Self> {
        let room = Buffer::room()?;
        let helpers = (1..=leader.most).map(|member| Link::start(leader, member, &room));
        let helpers = helpers.collect::<Option<_>>()?;
        Some(Self { helpers, team: Team::new(Box::new(Buffer::over(&room)), 0) })
    }
}
