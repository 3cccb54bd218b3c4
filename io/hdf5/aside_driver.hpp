/// \file  The HDF5 file driver that output goes through. HDF5 1.10 never finishes closing a file whose disk is full: it
/// tries the same flush for ever. This driver keeps the first failure of the operating system aside and tells HDF5 that
/// all went well, so that closing ends; H5Output looks at the failure and throws the file away.
#pragma once

#include <string>

#include "io/hdf5/handle.hpp"

namespace machi {

/// Creates `path`, which must not exist, through the driver. `error` becomes the errno of the first call that failed,
/// and must live until the file is closed; 0 all is well. Invalid handle where the file cannot be created.
Handle create_aside(const std::string& path, hid_t creation_list, int& error);

}  // namespace machi
