"""Crops, mixtures, and the networks' sizes."""
import unittest

import torch

import augment
from networks import NAMES, build


class Augmenting(unittest.TestCase):
    def test_mixtures_have_the_shares_they_say(self) -> None:
        rng = torch.Generator().manual_seed(1)
        x = torch.stack([torch.zeros(3, 64, 64), torch.ones(3, 64, 64)])
        for how in ("none", "mixup", "cutmix"):
            for _ in range(20):
                y, order, share = augment.mixed(x, how, rng)
                if order.tolist() == [1, 0]:
                    self.assertAlmostEqual(float(y[0].mean()), 1 - share, places=5)

    def test_beta_is_even_about_a_half(self) -> None:
        rng = torch.Generator().manual_seed(1)
        mean = sum(augment.beta(0.2, rng) for _ in range(2000)) / 2000
        self.assertAlmostEqual(mean, 0.5, delta=0.04)

    def test_crops_are_within_the_picture(self) -> None:
        rng = torch.Generator().manual_seed(1)
        x = augment.random_crop(torch.full((4, 3, 64, 64), 0.5), 96, rng, 0.1)
        self.assertEqual(tuple(x.shape), (4, 3, 96, 96))
        self.assertTrue(torch.allclose(x, torch.tensor(0.5)))

    def test_networks_have_the_parameters_of_the_tables(self) -> None:
        counts = [sum(w.numel() for w in build(name, 1000).parameters()) for name in NAMES]
        self.assertEqual(counts, [61_100_840, 25_557_032])


if __name__ == "__main__":
    unittest.main()
