/// \file  What the XML files of MATSim have in common: attributes with numbers and clock times, gzip, a document type.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "io/xml/xml_pass.hpp"

namespace machi {

/// Seconds of `HH:MM:SS`, `HH:MM` (hours beyond 24 allowed) or a plain number of seconds; NaN for "undefined" and the
/// empty text; nothing where it is none of these, or negative.
std::optional<double> matsim_time_s(std::string_view text);

/// Base of the handlers: every sentence names file and line. All functions throw InputError.
class MatsimHandler : public XmlHandler {
 public:
  explicit MatsimHandler(std::string path) : path_(std::move(path)) {}
  void text(std::string_view) override {}

 protected:
  /// "<file>:<line>: <problem>", for the line being read or a given one.
  [[noreturn]] void fail(const std::string& problem) const;
  [[noreturn]] void fail_at(std::uint64_t line, const std::string& problem) const;
  /// Null where the element has no such attribute.
  static const char* find(XmlAttributes attributes, std::string_view name);
  /// The value of an attribute that must be there and not empty.
  std::string need(XmlAttributes attributes, std::string_view element, std::string_view name) const;
  double need_number(XmlAttributes attributes, std::string_view element, std::string_view name) const;
  /// A finite number, or `otherwise` where the attribute is absent.
  double number(XmlAttributes attributes, std::string_view element, std::string_view name, double otherwise) const;
  /// Seconds, NaN where the attribute is absent or undefined.
  double time_s(XmlAttributes attributes, std::string_view element, std::string_view name) const;

  const std::string path_;
};

/// Reads one file, plain or compressed; `what` is "a MATSim network", say. Throws InputError.
void read_matsim(const std::string& path, MatsimHandler& handler, std::string_view what);
void read_matsim(ByteSource& bytes, const std::string& name, MatsimHandler& handler, std::string_view what);

}  // namespace machi
