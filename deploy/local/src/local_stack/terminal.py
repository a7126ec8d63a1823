"""One line for each part that is ready."""


def show_part(name: str, where: str, seconds: float) -> None:
    print(f"  ready  {name:<18} {where:<26} {seconds:5.1f} s", flush=True)
