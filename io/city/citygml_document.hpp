/// \file  The states of a CityGML document while its elements pass by; turns them into features.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "io/city/citygml_feature.hpp"
#include "io/city/citygml_numbers.hpp"
#include "io/city/citygml_reader.hpp"
#include "io/city/citygml_tags.hpp"
#include "io/city/citygml_xlink.hpp"
#include "io/xml/xml_pass.hpp"

namespace machi {

class CityGmlDocument final : public XmlHandler {
 public:
  enum class Purpose { read, peek };
  CityGmlDocument(std::string name, FeatureSink& sink, Purpose purpose);

  void start(const char* qualified, XmlAttributes attributes) override;
  void end() override;
  void text(std::string_view piece) override;
  /// The document has ended well.
  void finish();

  CityGmlSummary summary;
  Peek place;

 private:
  /// What an open element is.
  enum class Role : std::uint8_t {
    document,
    model,
    member,
    object,    ///< feature, part, boundary surface, traffic area
    property,  ///< attribute, or a wrapper of attributes and objects
    generic,   ///< gen: attribute or set
    geometry,  ///< below a geometry property
    patch,     ///< Polygon, Triangle
    side,      ///< exterior or interior of a patch
    ring,
    numbers,  ///< posList, pos, corners
    envelope
  };
  /// What geometry below an element is, handed down to its children.
  struct Context {
    SurfaceUse use;
    int dimension{3};
    int epsg{0};
    bool terrain{false};  ///< triangles of a TIN
    bool hole{false};
  };
  struct Frame {
    Role role{Role::document};
    Tag tag{Tag::other};
    bool has_children{false};
    bool block{false};           ///< within its object, a repeated block has its own group
    std::uint32_t path_size{0};  ///< of path_ at the element itself
    std::uint32_t group{0};
    std::uint32_t first_polygon{0};
    std::uint32_t id_record{none};
    Context context;
  };
  /// The XML attributes that mean something.
  struct Marks {
    std::string_view id, code_space, unit, name, href, srs_name, srs_dimension;
  };
  enum class Wanted : std::uint8_t { nothing, value, numbers };
  static constexpr std::uint32_t none = 0xffffffffU;

  static Marks marks_of(XmlAttributes attributes);
  void start_root(const LocalName& local, XmlAttributes attributes);
  void start_in_model(const LocalName& local, const Marks& marks);
  void start_feature(const LocalName& local, const Marks& marks);
  void start_in_object(const LocalName& local, const Marks& marks);
  void start_object(const LocalName& local, const Marks& marks);
  void start_geometry_property(const LodProperty& property, const Marks& marks);
  void start_attribute(const LocalName& local, const Marks& marks);
  void start_in_generic(const LocalName& local, const Marks& marks);
  void start_in_geometry(const LocalName& local, const Marks& marks);
  void start_envelope(const Marks& marks);
  void start_in_envelope(const LocalName& local);

  void end_attribute(const Frame& frame);
  void end_generic(const Frame& frame);
  void end_object(const Frame& frame);
  void end_feature();
  void end_patch(const Frame& frame);
  void end_ring(const Frame& frame);
  void end_numbers(const Frame& frame);
  void end_envelope();

  Frame& top() { return stack_[depth_]; }
  Frame& below() { return stack_[depth_ - 1]; }
  bool in_feature() const { return feature_depth_ != 0; }
  void skip();
  void expect(Wanted wanted);
  std::string_view trimmed_value() const;
  std::string where() const;
  void append_path(std::string_view local);
  void append_generic_name(std::string_view name);
  void inherit_srs(const Marks& marks);
  void keep_id(std::string_view id);
  void keep_link(std::string_view href, bool thematic);
  void leave_out_if_too_large();
  void flush_triangles();

  std::string name_;
  FeatureSink& sink_;
  Purpose purpose_;
  XlinkResolver links_;
  FeatureBuffer feature_;
  NumberReader number_reader_;
  std::vector<double> numbers_;
  std::vector<Triangle> triangles_;

  std::array<Frame, max_xml_depth + 2> stack_;
  std::size_t depth_{0};
  std::size_t skipping_{0};       // open elements of a subtree that is passed over
  std::size_t feature_depth_{0};  // where the open feature stands; 0 none
  std::uint32_t groups_{0};
  bool feature_left_out_{false};
  bool water_body_{false};
  int ring_dimension_{3};
  int ring_epsg_{0};
  Wanted wanted_{Wanted::nothing};
  std::string path_;
  std::string value_;
  std::string code_space_;
  std::string unit_;
  std::string traffic_function_;
};

}  // namespace machi
