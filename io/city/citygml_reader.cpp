#include "io/city/citygml_reader.hpp"

#include "io/city/citygml_document.hpp"

namespace machi {
namespace {

class NoSink final : public FeatureSink {
 public:
  void feature(const Feature&) override {}
  void triangles(std::span<const Triangle>, int) override {}
  void repaired(std::string_view, std::string_view) override {}
  void skipped(std::string_view, std::string_view) override {}
};

}  // namespace

CityGmlSummary read_citygml(ByteSource& source, const std::string& name, FeatureSink& sink) {
  CityGmlDocument document(name, sink, CityGmlDocument::Purpose::read);
  const std::uint64_t bytes = read_xml(source, name, document);
  document.finish();
  document.summary.bytes = bytes;
  return document.summary;
}

Peek peek_citygml(ByteSource& source, const std::string& name) {
  NoSink sink;
  CityGmlDocument document(name, sink, CityGmlDocument::Purpose::peek);
  read_xml(source, name, document);
  return document.place;
}

}  // namespace machi
