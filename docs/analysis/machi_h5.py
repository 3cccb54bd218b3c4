"""Machi's HDF5 files as pandas tables (h5py, pandas). docs/formats has what is in them."""
import h5py
import pandas as pd


def strings(group, name):
    """A column of texts: the bytes of all in `name`, where each begins in `name`_begin."""
    begin = group[name + "_begin"][:]
    text = group[name][:].tobytes()
    return [text[a:b].decode() for a, b in zip(begin[:-1], begin[1:])]


def table(group):
    """The columns of a group side by side; what has more than one axis, or another length, is left out."""
    texts = {name[:-6] for name in group if name.endswith("_begin") and name[:-6] in group}
    columns = {}
    for name, column in group.items():
        if name in texts:
            columns[name] = strings(group, name)
        elif isinstance(column, h5py.Dataset) and column.ndim == 1 and not (name.endswith("_begin") and name[:-6] in texts):
            columns[name] = column[:]
    rows = max((len(column) for column in columns.values()), default=0)
    return pd.DataFrame({name: column for name, column in columns.items() if len(column) == rows})


def part(path, process):
    """The result of one process ("mobility", "evacuation", "energy"), of a run alone or of several."""
    file = h5py.File(path, "r")
    return file[process] if process in file else file
