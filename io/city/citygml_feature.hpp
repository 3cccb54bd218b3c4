/// \file  One feature while it is being read: storage that is used again and again, checks of its rings, and its
/// xlinks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/feature.hpp"

namespace machi {

/// What one feature may hold; beyond, it is left out with a sentence and the file is read on.
inline constexpr std::size_t max_feature_positions = std::size_t{8} << 20;
inline constexpr std::size_t max_feature_text = std::size_t{64} << 20;
inline constexpr std::size_t max_feature_attributes = std::size_t{1} << 20;
inline constexpr std::size_t max_feature_ids = std::size_t{2} << 20;
inline constexpr std::size_t triangle_batch = 4096;  ///< triangles of terrain that are passed on at a time

/// Why a feature is left out.
inline constexpr std::string_view too_large_sentence =
    "more than 8,388,608 points, 1,048,576 attributes, 2,097,152 ids or 64 MiB of text in one feature";

/// A piece of the feature's text arena.
struct TextRef {
  std::uint32_t begin{0};
  std::uint32_t size{0};
};

/// A gml:id within the feature's geometry and the polygons below it.
struct GeometryId {
  TextRef id;
  std::uint32_t polygon_begin{0};
  std::uint32_t polygon_end{0};
};

/// How polygons enter a feature.
struct SurfaceUse {
  SurfaceKind kind{SurfaceKind::surface};
  std::uint8_t lod{0};
  std::uint16_t part{0};
  bool plain{true};  ///< the kind only says "some face": a more telling kind of the target wins
};

/// An xlink:href to a gml:id.
struct GeometryLink {
  TextRef target;
  SurfaceUse use;
  bool thematic{false};  ///< boundedBy with an href: the target keeps its kind and lod
};

/// Collects one feature. Used again for the next one, so that nothing is allocated in the long run. Copies stand alone.
class FeatureBuffer {
 public:
  /// Forgets everything and starts a feature.
  void begin(Theme theme, std::string_view type, std::string_view id, std::uint64_t line);

  void set_theme(Theme theme) { feature_.theme = theme; }
  Theme theme() const { return feature_.theme; }
  int epsg() const { return feature_.epsg; }
  std::string_view id() const { return view(id_); }
  std::uint16_t add_part();
  void add_attribute(std::string_view path, std::string_view value, std::string_view code_space, std::string_view unit,
                     std::uint32_t group);

  /// Rings are added to a polygon that is open; a polygon without a usable shell leaves nothing behind.
  void begin_polygon();
  /// `numbers` are coordinates of `dimension` (2 or 3) each. Rings that are none are left out and noted.
  void add_ring(std::vector<double>& numbers, bool bad_numbers, int dimension, int epsg, bool hole);
  void end_polygon(const SurfaceUse& use);
  /// Takes the open polygon out again, as a triangle when it is one (a closed ring of three corners).
  bool take_triangle(Triangle& triangle);

  std::uint32_t polygons() const { return static_cast<std::uint32_t>(feature_.polygons.size()); }
  void set_kind(std::uint32_t first_polygon, SurfaceKind kind);

  std::uint32_t add_id(std::string_view id);
  void end_id(std::uint32_t index) { ids_[index].polygon_end = polygons(); }
  void add_link(std::string_view target, const SurfaceUse& use, bool thematic);

  /// Counts something that was mended; told to the sink after the feature. `repair` is a literal.
  void note(std::string_view repair);
  struct Note {
    std::string_view repair;
    std::uint64_t count;
  };
  const std::vector<Note>& notes() const { return notes_; }

  /// Whether the feature passes one of the limits above.
  bool too_large() const {
    return feature_.positions.size() > max_feature_positions || text_.size() > max_feature_text ||
           attributes_.size() > max_feature_attributes || ids_.size() + links_.size() > max_feature_ids;
  }

  /// Copies polygons [begin, end) of `from` (which may be this buffer) into this feature.
  void copy_polygons(const FeatureBuffer& from, std::uint32_t begin, std::uint32_t end, const GeometryLink& link);
  const std::vector<GeometryId>& ids() const { return ids_; }
  std::vector<GeometryLink>& links() { return links_; }
  const std::vector<GeometryLink>& links() const { return links_; }
  std::string_view view(TextRef text) const { return std::string_view(text_).substr(text.begin, text.size); }
  std::uint8_t lod(std::uint32_t polygon) const { return feature_.polygons[polygon].lod; }
  std::size_t positions() const { return feature_.positions.size(); }

  /// A copy that holds polygons and positions only.
  FeatureBuffer geometry() const;

  /// The feature, with views that hold until the next change of this buffer.
  const Feature& finish();

 private:
  struct AttributeText {
    TextRef path, value, code_space, unit;
  };
  TextRef keep(std::string_view text);
  bool fits_dimension(const std::vector<double>& numbers, int& dimension);

  Feature feature_;
  std::string text_;
  TextRef type_;
  TextRef id_;
  std::vector<AttributeText> attributes_;
  std::vector<GeometryId> ids_;
  std::vector<GeometryLink> links_;
  std::vector<Note> notes_;
  bool shell_lost_{false};
};

}  // namespace machi
