//! A GPU that goes away is told of as such.

use burn::tensor::Tensor;
use triptych::Error;
use triptych::device::{cpu_device, read, read_all};
use triptych::protocol::DeviceChoice;

#[test]
fn what_a_lost_gpu_held_cannot_be_read() {
    let lost = |_: String| ();
    let opened = pollster::block_on(triptych::device::open(DeviceChoice::Gpu, lost));
    let opened = opened.expect("a GPU; `cargo xtask setup --tests` installs a software one");
    let numbers = || Tensor::<4>::from_floats([[[[1.0, 2.0]]]], &opened.device);
    assert_eq!(pollster::block_on(read(numbers())), Ok(vec![1.0, 2.0]));
    let (one, other) = (numbers(), numbers());
    opened.lose();
    let one = pollster::block_on(read(one));
    assert!(matches!(one, Err(Error::DeviceLost { .. })), "{one:?}");
    let all = pollster::block_on(read_all(vec![other]));
    assert!(matches!(all, Err(Error::DeviceLost { .. })), "{all:?}");
    let on_cpu = Tensor::<1>::from_floats([3.0], &cpu_device());
    assert_eq!(pollster::block_on(read(on_cpu)), Ok(vec![3.0]), "the CPU takes over");
}
