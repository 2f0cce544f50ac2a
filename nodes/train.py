"""Training: from a dataset and a network to a model."""

from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from nodegraph.context import Context, Report
from nodegraph.declare import node
from nodegraph.errors import CheckError, UsageError
from nodegraph.hints import Doc, OutputName, Range, Seed
from nodes.compute import current
from nodes.shapes import Facts
from nodes.training.data import DataInfo, Dataset, Network, NetworkInfo, Recogniser
from nodes.types import Frames, Image, Model, ModelInfo

if TYPE_CHECKING:
    from nodes.training.drive import Learnt
    from nodes.training.loop import Settings

Tests = Annotated[Dataset | None, Doc("whose loss is told after each epoch")]
Epochs = Annotated[int, Range(1, 10_000), Doc("how often each picture is seen; raise it to go on")]
BatchSize = Annotated[int, Range(1, 65_536), Doc("pictures a step, over all processes")]
Rate = Annotated[float, Range(0, 1), Doc("the learning rate")]
Name = Annotated[str, OutputName(), Doc("the folder in the output folder: checkpoint, log, charts, model")]
Keep = Annotated[tuple[int, ...], Doc("epochs after which a copy of the model stays, for At Epoch")]
Precision = Annotated[Literal["no", "bf16", "fp16"], Doc("mixed precision")]
Workers = Annotated[int, Range(0, 64), Doc("processes that prepare batches; 0 for none")]
Accumulate = Annotated[int, Range(1, 1024), Doc("parts in which a batch goes through the network, to save memory")]
Average = Annotated[float, Range(0, 0.99999), Doc("decay of the moving average of weights; 0 for none")]


class Trained(NamedTuple):
    model: Model
    losses: Annotated[Image, Doc("the chart of the losses")]
    samples: Annotated[Frames, Doc("a sheet after each epoch")]


class TrainedClassifier(NamedTuple):
    classifier: Recogniser
    losses: Annotated[Image, Doc("the chart of the losses")]


def _check_fit(facts: Facts) -> tuple[DataInfo, NetworkInfo]:
    data, network, test = (facts.get(name) for name in ("data", "network", "test"))
    data, network, test = data or DataInfo(), network or NetworkInfo(), test or DataInfo()
    for name, other in (("network", network), ("test", test)):
        for what in ("size", "channels"):
            mine, its = getattr(data, what), getattr(other, what)
            if None not in (mine, its) and mine != its:
                raise CheckError(name, f"has {what} {its}, but data has {mine}", "Wire the same dataset to both.")
    for what, name in (("classes", "classes"), ("unit", "values")):
        mine, its = getattr(data, what), getattr(test, what)
        if None not in (mine, its) and mine != its:
            raise CheckError("test", f"has other {name} than data", "Give both the same.")
    return data, network


def _check_classifier(facts: Facts, settings: Facts) -> dict[str, Any]:
    _check_fit(facts)
    return {"losses": (1, 3, None, None)}


def _check_denoiser(facts: Facts, settings: Facts) -> dict[str, Any]:
    data, network = _check_fit(facts)
    if network.timed:
        raise CheckError("network", "knows time", "A denoiser needs none: Plain UNet with time off.")
    if network.conditional:
        raise CheckError("network", "is told classes", "A denoiser needs none: Plain UNet with classes off.")
    return _outputs(data, network, settings, learned=False)


def _check_diffusion(facts: Facts, settings: Facts) -> dict[str, Any]:
    data, network = _check_fit(facts)
    if network.timed is False:
        raise CheckError("network", "knows no time", "Turn Plain UNet's time on, or use DDPM UNet.")
    if data.unit:
        raise CheckError(
            "data", "has values from 0 to 1", "A diffusion model learns -1 to 1: set that in data and test."
        )
    if network.classes and data.classes and network.classes != data.classes:
        raise CheckError("network", "was made for other classes than data has", "Wire the same dataset to both.")
    return _outputs(data, network, settings, learned=settings.get("variance") == "learned")


def _outputs(data: DataInfo, network: NetworkInfo, settings: Facts, *, learned: bool) -> dict[str, Any]:
    """What is known of the model before it is trained."""
    classes = (data.classes if network.conditional else ()) if network.conditional is not None else None
    known: dict[str, Any] = {"losses": (1, 3, None, None)}
    if data.size is None or data.channels is None or classes is None:
        return known
    keep, epochs = settings.get("keep"), settings.get("epochs")
    info = ModelInfo(
        data.size,
        data.channels,
        data.channels * (2 if learned else 1),
        len(classes) or None,
        network.factor,
        classes=classes,
        denoises=network.timed is False,
        steps=settings.get("steps") or 1000,
        kept=None if keep is None or epochs is None else tuple(each for each in keep if each <= epochs),
        unit=bool(data.unit),
    )
    return known | {"model": info}


@node(check=_check_denoiser)
def train_denoiser(
    data: Dataset,
    network: Annotated[Network, Doc("a Plain UNet that knows no time")],
    test: Tests = None,
    *,
    sigma: Annotated[float, Range(0, 10, step=0.05), Doc("of the noise, for pictures from 0 to 1")] = 0.5,
    noise: Annotated[
        Literal["added", "alone"], Doc("alone: z = sigma epsilon; what is learned from that is the mean picture")
    ] = "added",
    epochs: Epochs = 5,
    batch: BatchSize = 256,
    rate: Rate = 1e-4,
    keep: Keep = (1, 5),
    name: Name = "denoiser",
    seed: Seed = 0,
    precision: Precision = "no",
    accumulate: Accumulate = 1,
    workers: Workers = 0,
    run: Context,
) -> Generator[Report, None, Trained]:
    """Train a one-step denoiser: x from z = x + sigma epsilon, by the squared error, with Adam.

    Goes on from its checkpoint where it was stopped, to the same losses. Other settings under the same name get a
    folder of their own, name-2. Runs through accelerate, also on several GPUs.
    """
    from nodes.training.denoising import Denoising

    def make() -> "Learnt":
        return Denoising(data, test, network, batch, seed, sigma, alone=noise == "alone")

    settings = {"epochs": epochs, "batch": batch, "rate": rate, "precision": precision}
    settings |= {"accumulate": accumulate, "workers": workers}
    key = {"task": "denoiser", "network": network.config, "sigma": sigma, "seed": seed}
    key |= {"noise": noise} if noise == "alone" else {}
    key |= _parts_of_a_batch(network, accumulate)
    return _result((yield from _driven(make, data, settings, key, name, keep, run)), epochs)


@node(check=_check_diffusion)
def train_diffusion(
    data: Dataset,
    network: Annotated[Network, Doc("one that knows time")],
    test: Tests = None,
    *,
    steps: Annotated[int, Range(2, 10_000), Doc("T, the number of noise levels")] = 1000,
    betas: Annotated[
        Literal["linear", "cosine", "quadratic", "sigmoid"], Doc("the noise schedule; its beta grow as T is less")
    ] = "linear",
    loss: Literal["L1", "L2", "Huber"] = "L2",
    variance: Annotated[Literal["fixed", "learned"], Doc("learned: in its range, by the hybrid loss")] = "fixed",
    p_uncond: Annotated[float, Range(0, 1, step=0.05), Doc("how often a class is left out, for guidance")] = 0.1,
    epochs: Epochs = 20,
    batch: BatchSize = 128,
    rate: Rate = 1e-3,
    decay: Annotated[
        Literal["none", "exponential"], Doc("exponential: each epoch a bit, to a tenth at the end")
    ] = "exponential",
    average: Average = 0.0,
    keep: Keep = (1, 5, 20),
    name: Name = "diffusion",
    seed: Seed = 0,
    precision: Precision = "no",
    accumulate: Accumulate = 1,
    workers: Workers = 0,
    run: Context,
) -> Generator[Report, None, Trained]:
    """Train a diffusion model to predict the noise in x_t (Ho et al. 2020, algorithm 1), with Adam.

    A network with classes learns them too, and with p_uncond what to do without (Ho and Salimans 2022). The variance is
    learned as in Nichol and Dhariwal 2021, eqs. 14 to 16. Goes on from its checkpoint where it was stopped, to the same
    losses. Other settings under the same name get a folder of their own, name-2. Runs through accelerate.
    """
    from nodes.training.diffusing import Diffusing

    def make() -> "Learnt":
        learned = variance == "learned"
        return Diffusing(
            data, test, network, batch, seed, steps=steps, betas=betas, loss=loss, learned=learned, dropped=p_uncond
        )

    settings: dict[str, Any] = {"epochs": epochs, "batch": batch, "rate": rate, "precision": precision}
    settings |= {"accumulate": accumulate, "workers": workers, "decay": decay, "average": average}
    key = {"task": "diffusion", "network": network.config, "seed": seed, "steps": steps, "betas": betas}
    key |= {"loss": loss, "variance": variance} | ({"p_uncond": p_uncond} if network.classes else {})
    key |= _parts_of_a_batch(network, accumulate)
    return _result((yield from _driven(make, data, settings, key, name, keep, run)), epochs)


@node(check=_check_classifier)
def train_classifier(
    data: Dataset,
    test: Tests = None,
    *,
    epochs: Epochs = 3,
    batch: BatchSize = 256,
    rate: Rate = 2e-3,
    name: Name = "classifier",
    seed: Seed = 0,
    run: Context,
) -> Generator[Report, None, TrainedClassifier]:
    """Train a small convolutional classifier of a dataset's classes: it judges samples, and its features measure them.

    Four levels of two 3 x 3 convolutions; pictures are moved by up to 2 px and made a little noisy. Adam.
    """
    from nodes.training.classifying import Classifying
    from nodes.weights.files import identity

    def make() -> "Learnt":
        return Classifying(data, test, batch, seed)

    settings = {"epochs": epochs, "batch": batch, "rate": rate, "decay": "exponential", "average": 0.99}
    folder = yield from _driven(make, data, settings, {"task": "classifier", "seed": seed}, name, (), run)
    return TrainedClassifier(Recogniser(folder, identity(folder), data.classes), _picture(folder.with_name("loss.png")))


def _check_epoch(facts: Facts, settings: Facts) -> ModelInfo | None:
    info: ModelInfo | None = facts.get("model")
    epoch = settings.get("epoch")
    if info is not None and info.kept is not None and epoch and epoch not in info.kept:
        found = f"is {epoch}, and of that no copy is kept: {', '.join(map(str, info.kept)) or 'of none'}"
        raise CheckError("epoch", found, "Name it in the training's keep, and let it train so long.")
    return info


@node(check=_check_epoch)
def at_epoch(
    model: Annotated[Model, Doc("a model that was trained here")],
    *,
    epoch: Annotated[int, Range(0, 10_000), Doc("0 for the last")] = 0,
) -> Model:
    """A trained model as it was after an epoch, one of those that its training keeps.

    Raises UsageError for an epoch of which no copy was kept, naming those that were.
    """
    if not epoch:
        return model
    place = model.folder.with_name(f"model_{epoch:03d}")
    if not place.is_dir():
        kept = sorted(int(each.name[6:]) for each in model.folder.parent.glob("model_*") if each.name[6:].isdigit())
        found = f"of {model.folder.parent.name} no copy was kept after epoch {epoch}"
        raise UsageError(f"{found}. There is {', '.join(map(str, kept)) or 'none'}.")
    return _handle(place)


def _parts_of_a_batch(network: Network, parts: int) -> dict[str, int]:
    """What makes it another run: batch normalisation sees a part of a batch, so that other parts give other losses."""
    return {"accumulate": parts} if network.kind == "plain" and parts > 1 else {}


def _result(model: Path, epochs: int) -> Trained:
    """What a model's folder and its neighbours hold, up to an epoch."""
    found = {int(each.stem[6:]): each for each in model.parent.glob("epoch_*.png") if each.stem[6:].isdigit()}
    shown = [epoch for epoch in sorted(found) if epoch <= epochs]
    frames = Frames(tuple(_picture(found[each]) for each in shown), tuple(f"epoch {each}" for each in shown))
    return Trained(_handle(model), _picture(model.with_name("loss.png")), frames)


def _driven(
    make: "Callable[[], Learnt]",
    data: Dataset,
    settings: Mapping[str, Any],
    key: Mapping[str, Any],
    name: str,
    keep: tuple[int, ...],
    run: Context,
) -> Generator[Report, None, Path]:
    """Trains where that is left to do. Gives the model's folder."""
    from nodes.training.claim import key_of
    from nodes.training.drive import Job, drive
    from nodes.training.opened import contents

    if settings.get("precision") == "fp16" and current().device == "cpu":
        raise UsageError("precision fp16 needs a GPU. Set bf16, or no.")
    apart = ("epochs", "workers", "accumulate")  # another number of these is the same run
    pictures = vars(data) | {"folder": Path(), "identity": contents(data)}  # the same wherever they lie
    whole = key_of({**key, "data": pictures, **{k: v for k, v in settings.items() if k not in apart}})
    job = Job(name + run.suffix(), whole, settings["epochs"], make, lambda: _settings(data, settings), keep)
    return (yield from drive(job, run))


def _settings(data: Dataset, given: Mapping[str, Any]) -> "Settings":
    from nodes.training.loop import Settings
    from nodes.training.opened import opened

    count, batch, epochs = len(opened(data)), given["batch"], given["epochs"]
    if count < batch:
        raise UsageError(f"batch is {batch}, but there are {count} pictures. Choose a smaller batch.")
    epoch = count // batch

    def factor(step: int, total: int) -> float:
        return float(0.1 ** ((step // epoch) / epochs)) if given.get("decay") == "exponential" else 1.0

    return Settings(
        steps=epochs * epoch,
        batch=batch,
        rate=given["rate"],
        weight_decay=0.0,
        betas=(0.9, 0.999),
        schedule=factor,
        average=given.get("average", 0.0),
        precision=given.get("precision", "no"),
        accumulate=given.get("accumulate", 1),
        workers=given.get("workers", 0),
        epoch=epoch,
        clip=0.0,
        sheet_every=0,
    )


def _handle(folder: Path) -> Model:
    from nodes.weights.describe import describe
    from nodes.weights.files import identity

    return Model(str(folder), folder, describe(folder), identity(folder))


def _picture(path: Path) -> Image:
    from PIL import Image as Pictures

    from nodes.pictures import to_tensor

    with Pictures.open(path) as picture:
        return to_tensor(picture.convert("RGB"))
