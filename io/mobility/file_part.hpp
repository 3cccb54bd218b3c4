/// \file  Parts of files of people for traffic, and what ranks say of them.
#pragma once

#include <string>

#include "engine/comm/comm.hpp"
#include "engine/model/read_report.hpp"
#include "io/archive/file_part.hpp"

namespace machi {

/// Parts of about as many elements; `element` is "person", say. They are counted by their tags in the bytes: what is
/// counted too many or too few, in comments or other encodings, makes parts uneven and nothing else. Throws InputError
/// on all ranks. Collective.
FilePart part_of_file(const Comm& comm, const std::string& path, const std::string& element);

/// What ranks say of their parts as one, in rank order. Collective.
ReadReport united_report(const Comm& comm, const ReadReport& mine);

}  // namespace machi
