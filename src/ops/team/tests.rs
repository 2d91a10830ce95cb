use super::*;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// Shared memory as threads have it.
struct Threads {
    cells: Vec<AtomicI32>,
    numbers: Vec<AtomicU32>,
    asleep: Mutex<()>,
    bell: Condvar,
}

impl Threads {
    fn new(numbers: usize) -> Arc<Self> {
        Arc::new(Self {
            cells: (0..CELLS).map(|_| AtomicI32::new(0)).collect(),
            numbers: (0..numbers).map(|_| AtomicU32::new(0)).collect(),
            asleep: Mutex::default(),
            bell: Condvar::new(),
        })
    }
}

impl SharedMemory for Arc<Threads> {
    fn load(&self, cell: usize) -> i32 {
        self.cells[cell].load(Ordering::SeqCst)
    }

    fn store(&self, cell: usize, value: i32) {
        self.cells[cell].store(value, Ordering::SeqCst);
    }

    fn add(&self, cell: usize, value: i32) -> i32 {
        self.cells[cell].fetch_add(value, Ordering::SeqCst)
    }

    fn wait(&self, cell: usize, value: i32, most: Duration) {
        let guard = self.asleep.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self.bell.wait_timeout_while(guard, most.min(Duration::from_millis(5)), |()| {
            self.load(cell) == value
        });
    }

    fn wake(&self, _: usize) {
        self.bell.notify_all();
    }

    fn numbers(&self) -> usize {
        self.numbers.len()
    }

    fn write(&self, at: usize, numbers: &[f32]) {
        for (cell, number) in self.numbers[at..].iter().zip(numbers) {
            cell.store(number.to_bits(), Ordering::Relaxed);
        }
    }

    fn read(&self, at: usize, numbers: &mut [f32]) {
        for (number, cell) in numbers.iter_mut().zip(&self.numbers[at..]) {
            *number = f32::from_bits(cell.load(Ordering::Relaxed));
        }
    }
}

/// Shares of many sizes in a row, each of what the one before gave. Gives the last.
fn chain(team: Option<&Team>, mut values: Vec<f32>, delay: impl Fn(usize)) -> Vec<f32> {
    for step in 1..=40 {
        let length = 1 + (step * 37) % 190;
        let mut output = vec![0.5; length];
        let work = |block: usize, output: &mut [f32]| {
            delay(step);
            for (at, output) in output.iter_mut().enumerate() {
                let taken = values[(block * 7 + at * 3) % values.len()];
                *output += (taken * 1.7 + block as f32).sin();
            }
        };
        let size = 1 + step % 17;
        match team {
            Some(team) => team.share(&mut output, size, &work),
            None => output.chunks_mut(size).enumerate().for_each(|(block, out)| work(block, out)),
        }
        values = output;
    }
    values
}

/// Runs a team over some inputs; `late` members hesitate before each run. Gives the leader's outputs.
fn run_together(members: usize, room: usize, late: Duration) -> Vec<Vec<f32>> {
    let memory = Threads::new(room);
    let inputs: Vec<Vec<f32>> =
        (0..5).map(|run| (0..30).map(|at| (run * 31 + at) as f32 * 0.1).collect()).collect();
    thread::scope(|scope| {
        let mut channels = Vec::new();
        for member in 1..members {
            let (send, receive) = std::sync::mpsc::channel();
            channels.push(send);
            let memory = Arc::clone(&memory);
            scope.spawn(move || {
                let team = Team::new(Box::new(memory), member);
                for run in receive {
                    thread::sleep(late);
                    let values = team.follow(run, members, 30);
                    let _together = team.together();
                    chain(Some(&team), values, |_| ());
                }
            });
        }
        let team = Team::new(Box::new(Arc::clone(&memory)), 0);
        let outputs = inputs.iter().map(|input| {
            let Some(run) = team.lead(members, input) else {
                return chain(None, input.clone(), |_| ());
            };
            channels.iter().for_each(|channel| channel.send(run).unwrap());
            let _together = team.together();
            chain(Some(&team), input.clone(), |step| {
                if step % 9 == 0 {
                    thread::sleep(Duration::from_millis(1)); // leaves some to the others
                }
            })
        });
        let outputs = outputs.collect();
        drop(channels);
        assert!(!team.is_broken());
        outputs
    })
}

fn alone() -> Vec<Vec<f32>> {
    let input = |run: usize| (0..30).map(|at| (run * 31 + at) as f32 * 0.1).collect();
    (0..5).map(|run| chain(None, input(run), |_| ())).collect()
}

#[test]
fn together_or_alone_makes_no_difference() {
    let expected = alone();
    for members in 2..=4 {
        // Room for a few shares only, so that it is used again and again, and for all of them.
        for room in [420, 10_000] {
            let found = run_together(members, room, Duration::ZERO);
            assert_eq!(found, expected, "{members} members, room for {room} numbers");
        }
    }
}

#[test]
fn who_is_late_keeps_nobody_waiting_for_long() {
    for late in [2, 40] {
        assert_eq!(run_together(3, 10_000, Duration::from_millis(late)), alone(), "{late} ms");
    }
}

/// What has no room is computed by each member alone.
#[test]
fn large_results_are_not_shared() {
    assert_eq!(run_together(2, 100, Duration::ZERO), alone());
}

#[test]
fn a_member_that_stops_is_given_up() {
    let memory = Threads::new(10_000);
    let team = Team::new(Box::new(Arc::clone(&memory)), 0);
    let input: Vec<f32> = (0..30).map(|at| at as f32 * 0.1).collect();
    assert_eq!(team.lead(2, &input), Some(1));
    // The other one takes the first block of the fifth share, and nothing more is heard of it.
    memory.add(claimed(4), 1);
    let start = Instant::now();
    assert_eq!(chain(Some(&team), input.clone(), |_| ()), alone()[0]);
    assert!(start.elapsed() < PATIENCE * 2, "it is waited for once only");
    assert!(team.is_broken());
    assert_eq!(team.lead(2, &input), None);
}

#[test]
fn a_run_waits_for_the_one_before() {
    let memory = Threads::new(1_000);
    let team = Team::new(Box::new(Arc::clone(&memory)), 0);
    assert_eq!(team.lead(2, &[1.0, 2.0]), Some(1));
    drop(team.together());
    assert_eq!(team.lead(2, &[3.0]), None, "the other member has not ended it");
    let other = Team::new(Box::new(Arc::clone(&memory)), 1);
    assert_eq!(other.follow(1, 2, 2), [1.0, 2.0]);
    drop(other.together());
    assert_eq!(team.lead(2, &[3.0]), Some(2));
    assert_eq!(team.lead(2, &vec![0.0; 1001]), None, "no room for the input");
}

/// Networks may have helpers in different numbers.
#[test]
fn a_run_of_fewer_waits_for_all_of_the_one_before() {
    let memory = Threads::new(1_000);
    let team = Team::new(Box::new(Arc::clone(&memory)), 0);
    let member = |number| Team::new(Box::new(Arc::clone(&memory)), number);
    assert_eq!(team.lead(4, &[1.0]), Some(1));
    drop(team.together());
    for number in [1, 2] {
        let other = member(number);
        other.follow(1, 4, 1);
        drop(other.together());
    }
    assert_eq!(team.lead(2, &[2.0]), None, "the third has not begun it yet");
    let late = member(3);
    assert_eq!(late.follow(1, 4, 1), [1.0]);
    drop(late.together());
    assert_eq!(team.lead(2, &[2.0]), Some(2));
}

#[test]
fn what_is_small_is_not_worth_it() {
    let team = Team::new(Box::new(Threads::new(1_000)), 0);
    assert!(current(WORTH).is_none());
    let together = team.together();
    assert!(current(WORTH - 1).is_none() && current(WORTH).is_some());
    drop(together);
    assert!(current(WORTH).is_none());
}
