/// \file  What an error says, for tests of sentences.
#pragma once

#include <string>

#include "engine/core/error.hpp"

namespace machi {

/// The sentence of the InputError that `work` throws, or the ranks agree on.
template <class Work>
std::string sentence_of(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.code() == ExitCode::input) return error.what();
  }
  return "(no InputError)";
}

}  // namespace machi
