#include "io/run/xdmf.hpp"

#include <fmt/format.h>

#include "io/run/xml_text.hpp"

namespace machi {
namespace {

std::string item(const std::string& file, const std::string& dataset, const std::string& dimensions,
                 const std::string& type) {
  return fmt::format("<DataItem Format=\"HDF\" Dimensions=\"{}\" {}>{}:{}</DataItem>", dimensions, type, file, dataset);
}

std::string attribute(const std::string& name, const std::string& data) {
  return fmt::format("        <Attribute Name=\"{}\" Center=\"Cell\" AttributeType=\"Scalar\">{}</Attribute>\n", name,
                     data);
}

}  // namespace

std::string frame_group(std::size_t frame) {
  return fmt::format("/fields/frame_{:05}", frame);
}

std::string fields_xdmf(const std::string& file, std::uint64_t blocks, const std::vector<double>& frame_time_s,
                        const std::string& group) {
  const std::string from = xml_escaped(file);
  const std::string float4 = "NumberType=\"Float\" Precision=\"4\"";
  const std::string count = fmt::format("{}", blocks);
  std::string text =
      "<?xml version=\"1.0\"?>\n<Xdmf Version=\"2.0\">\n  <Domain>\n"
      "    <Grid Name=\"crowd\" GridType=\"Collection\" CollectionType=\"Temporal\">\n";
  for (std::size_t f = 0; f < frame_time_s.size(); ++f) {
    const std::string frame = group + frame_group(f);
    text += fmt::format("      <Grid Name=\"blocks\" GridType=\"Uniform\">\n        <Time Value=\"{}\"/>\n",
                        frame_time_s[f]);
    text += fmt::format("        <Topology TopologyType=\"Quadrilateral\" NumberOfElements=\"{}\">{}</Topology>\n",
                        blocks, item(from, group + "/fields/quad", count + " 4", "NumberType=\"Int\" Precision=\"8\""));
    text += fmt::format("        <Geometry GeometryType=\"XYZ\">{}</Geometry>\n",
                        item(from, group + "/fields/point_m", fmt::format("{} 3", 4 * blocks), float4));
    text += attribute("persons", item(from, frame + "/persons", count, "NumberType=\"UInt\" Precision=\"4\""));
    text += attribute("vx_m_s", item(from, frame + "/vx_m_s", count, float4));
    text += attribute("vy_m_s", item(from, frame + "/vy_m_s", count, float4));
    text += "      </Grid>\n";
  }
  return text + "    </Grid>\n  </Domain>\n</Xdmf>\n";
}

}  // namespace machi
