/// \file  One pass of expat over a document: large reads, no entities, bounded depth and tokens, errors with file and
/// line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/archive/source.hpp"

namespace machi {

/// Attributes of an element as expat gives them: name, value, name, value, …, nullptr.
using XmlAttributes = const char* const*;

/// What is called while a document is read. Names are qualified names as written (no namespace processing: published
/// files use prefixes that they do not declare). May throw.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(const char* name, XmlAttributes attributes) = 0;
  virtual void end() = 0;
  /// A piece of character data; one text may come in many.
  virtual void text(std::string_view piece) = 0;
  /// Asked after each element start and end: true ends the pass early, without error.
  bool enough() const { return enough_; }

 protected:
  /// The line that is being read, counted from 1.
  std::uint64_t line() const;
  bool enough_{false};

 private:
  friend class XmlPass;
  void* parser_{nullptr};
};

/// A name in a sentence: its first 80 bytes, cut between characters.
std::string_view shortened(std::string_view name);

/// Elements may lie this deep in each other.
inline constexpr int max_xml_depth = 256;
/// Tags, comments and processing instructions are at most this long.
inline constexpr std::uint64_t max_xml_token = std::uint64_t{16} << 20;

/// Whether a document may name its document type. What an external one says is never read.
enum class Doctype : std::uint8_t { refused, external };

/// What is expected of a document, for messages and for what they refuse.
struct XmlRules {
  std::string_view what{"a city model"};                           ///< "Is this …?"
  std::string_view advice{"Give CityGML, or leave the file out"};  ///< where it is not XML at all
  Doctype doctype{Doctype::refused};
};

/// Reads a document to its end, or until the handler has enough; returns the bytes read.
/// Throws InputError("file:line", …) for what is not well-formed XML, for a document type declaration (with
/// Doctype::external: one that declares anything itself), a depth above max_xml_depth, a token above max_xml_token, an
/// encoding other than UTF-8, UTF-16, ISO-8859-1 or ASCII; and passes on what the handler throws.
std::uint64_t read_xml(ByteSource& source, const std::string& name, XmlHandler& handler, const XmlRules& rules = {});

}  // namespace machi
