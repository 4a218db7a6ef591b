"""The first lines that run in a worker's process; started as a script by `process_host`.

The interpreter is isolated (`-I -S`): it sees the standard library, then the extension's wheels, and nothing of
the user's or Blender's site packages. The package is loaded from its folder under its own name, since under
Blender it is called something else and its parent folder holds other people's extensions.
"""

import os
import sys
import traceback
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


def main(arguments: list[str]) -> int:
    mode, package_folder, *wheels = arguments
    # Our messages own the pipe; whatever a library prints goes to the log.
    messages_out = os.dup(1)
    os.dup2(2, 1)
    sys.path.extend(wheels)
    load_package(package_folder)
    if mode == "precompile":
        return precompile(package_folder)
    from blender_movie_director.worker.process_worker import serve  # noqa: PLC0415 - it can be found from here on

    serve(0, messages_out)
    return 0


def load_package(folder: str) -> None:
    name = "blender_movie_director"
    spec = spec_from_file_location(name, Path(folder) / "__init__.py", submodule_search_locations=[folder])
    if spec is None or spec.loader is None:
        raise ImportError(f"no package at {folder}")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def precompile(package_folder: str) -> int:
    """Compiles what Blender's side imports at the first click, and imports all that the worker then will,
    so that their .pyc files exist by then. Lowest priority."""
    if hasattr(os, "nice"):
        os.nice(19)
    import compileall  # noqa: PLC0415 - not for the worker, which is to be quick

    from blender_movie_director.llm.backends import litellm_library  # noqa: PLC0415 - see `main`
    from blender_movie_director.worker import process_worker  # noqa: F401, PLC0415

    compileall.compile_dir(package_folder, quiet=2)
    litellm_library.import_litellm()
    return 0


if __name__ == "__main__":
    code = 1
    try:
        code = main(sys.argv[1:])
    except BaseException:  # noqa: BLE001 - told to the log, which the host reads when its child is gone
        traceback.print_exc()
    # LiteLLM leaves threads that would be waited for; nothing of them is worth the wait.
    os._exit(code)
