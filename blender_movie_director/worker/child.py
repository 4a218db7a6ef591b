"""The first lines that run in a worker's process; started as a script by `process_host`.

The interpreter is isolated (`-I -S`): it sees the standard library, then the extension's wheels, and nothing of
the user's or Blender's site packages. The package is loaded from its folder under its own name, since under
Blender it is called something else and its parent folder holds other people's extensions.
"""

import os
import sys


def main(arguments: list[str]) -> int:
    mode, package_folder, *wheels = arguments
    # Our messages own the pipe; whatever a library prints goes to the log.
    messages_out = os.dup(1)
    os.dup2(2, 1)
    sys.path.extend(wheels)
    load_package(package_folder)
    if mode == "precompile":
        return precompile()
    from blender_movie_director.worker.process_worker import serve  # noqa: TID251 - here it has its own name

    serve(0, messages_out)
    return 0


def load_package(folder: str) -> None:
    from importlib.util import module_from_spec, spec_from_file_location

    name = "blender_movie_director"
    spec = spec_from_file_location(name, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder])
    if spec is None or spec.loader is None:
        raise ImportError(f"no package at {folder}")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def precompile() -> int:
    """Imports all that a first request will, so that its .pyc files exist by then. Lowest priority."""
    if hasattr(os, "nice"):
        os.nice(19)
    from blender_movie_director.llm.backends.litellm import import_litellm  # noqa: TID251
    from blender_movie_director.worker import process_worker  # noqa: F401, TID251

    import_litellm()
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    # LiteLLM leaves threads that would be waited for; nothing of them is worth the wait.
    os._exit(code)
