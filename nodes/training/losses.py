"""The hybrid loss of learned-variance diffusion (Nichol & Dhariwal 2021, eqs. 14 to 16)."""

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

COARSE = 0.3


class HybridLoss:
    """Weighted L_simple + 0.001 L_vlb for a uniform t, with the mean held fixed inside L_vlb. Where t is drawn
    otherwise, as `noised` does, each term counts by how often its t comes.

    L_simple is weighted by w(t), proportional to 1 / (0.07 + alpha_bar_t) with mean 1: about the inverse of the
    loss that a trained model has at t, so that shape and colour, decided at high t, are learned as soon as detail.
    For the same reason the predicted x_0 counts once more, by its means over blocks of 8 x 8 px: an error in epsilon
    too small to see in L_simple tints the whole picture at t near 1000. Both are squared errors, so the best
    prediction is still the expected epsilon.

    `alpha_bar` is the scheduler's `alphas_cumprod`, (T,). The term at t = 0, a likelihood rather
    than a divergence, is left out: no solver adds noise there, so nothing ever reads its variance.
    """

    def __init__(self, alpha_bar: Tensor):
        previous = torch.cat([torch.ones(1), alpha_bar[:-1]])
        alpha = alpha_bar / previous
        beta = 1 - alpha
        posterior = beta * (1 - previous) / (1 - alpha_bar)
        self.alpha_bar = alpha_bar
        weight = 1 / (0.07 + alpha_bar)
        self.weight = weight / weight.mean()
        self.clean_scale = ((1 - alpha_bar) / alpha_bar).clamp(max=500)
        self.log_upper = beta.log()
        self.log_lower = torch.cat([posterior[1:2], posterior[1:]]).log()
        # Squared factor from an error in epsilon to an error in the mean of x_{t-1}.
        self.mean_scale = beta**2 / ((1 - alpha_bar) * alpha)

    def __call__(self, output: Tensor, epsilon: Tensor, t: Tensor) -> Tensor:
        """output: (B, 6, H, W), the UNet's; epsilon: (B, 3, H, W), the true noise; t: (B,) ints."""
        predicted, place = output.float().chunk(2, dim=1)
        error = (predicted - epsilon) ** 2
        simple = (_column(self.weight, t) * error).mean()
        coarse = (_column(self.clean_scale, t) * avg_pool2d(predicted - epsilon, 8) ** 2).mean()
        return simple + COARSE * coarse + self.divergence(place, error.detach(), t)

    def divergence(self, place: Tensor, error: Tensor, t: Tensor) -> Tensor:
        """KL(q(x_{t-1} | x_t, x_0) || p) in bits a dimension; 0.001 T of it is itself for T = 1000."""
        lower, upper, scale = (_column(values, t) for values in (self.log_lower, self.log_upper, self.mean_scale))
        fraction = (place + 1) / 2
        log_variance = fraction * upper + (1 - fraction) * lower
        kl = 0.5 * (log_variance - lower - 1 + (lower - log_variance).exp() + scale * error * (-log_variance).exp())
        bits = kl.mean(dim=(1, 2, 3)) / torch.log(torch.tensor(2.0))
        return torch.where(t > 0, bits, 0.0).mean() * len(self.alpha_bar) / 1000


def _column(values: Tensor, t: Tensor) -> Tensor:
    return values.to(t.device)[t].view(-1, 1, 1, 1)
