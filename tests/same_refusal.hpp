/// \file  Files that all ranks refuse as one rank would.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "engine/comm/comm.hpp"
#include "tests/io/mobility/text_file.hpp"
#include "tests/sentence_of.hpp"

namespace machi {

/// What all ranks say when read(comm, path) refuses a file with this text and what one rank says, behind the file's
/// name, which ends in `ending`.
template <class Read>
void expect_same_refusal(const std::string& text, const std::string& ending, const Read& read) {
  const TextFile file(text, ending);
  const auto told = [&](const Comm& comm) {
    const std::string sentence = sentence_of([&] { read(comm, file.path()); });
    const std::size_t name = sentence.find(ending);
    EXPECT_NE(name, std::string::npos) << sentence;
    return name == std::string::npos ? sentence : sentence.substr(name);
  };
  EXPECT_EQ(told(Comm::world()), told(Comm::null())) << text;
}

/// `text` with its first `what`, which must be there, made `by`.
inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
  EXPECT_NE(text.find(what), std::string::npos) << what;
  return text.replace(text.find(what), what.size(), by);
}

}  // namespace machi
