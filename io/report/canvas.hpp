/// \file  A picture in memory and antialiased areas, lines and discs on it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace machi {

/// A colour, each part in [0, 1].
struct Colour {
  float red{0};
  float green{0};
  float blue{0};
};

/// A colour as it is written in style sheets: 0xf4f1ea.
constexpr Colour rgb(std::uint32_t hex) {
  return {static_cast<float>(hex >> 16 & 255U) / 255.0F, static_cast<float>(hex >> 8 & 255U) / 255.0F,
          static_cast<float>(hex & 255U) / 255.0F};
}

/// `share` of `b`, the rest of `a`.
constexpr Colour mix(const Colour& a, const Colour& b, float share) {
  return {a.red + (b.red - a.red) * share, a.green + (b.green - a.green) * share, a.blue + (b.blue - a.blue) * share};
}

constexpr Colour scaled(const Colour& a, float factor) {
  return {a.red * factor, a.green * factor, a.blue * factor};
}

/// A point in pixels, x to the right, y downward; pixel (i, j) covers [i, i + 1) × [j, j + 1).
struct Pixel {
  double x{0};
  double y{0};
};

/// Rows from the top; all drawing is clipped.
class Canvas {
 public:
  Canvas(int width, int height, const Colour& paper);
  int width() const { return width_; }
  int height() const { return height_; }
  Colour& at(int x, int y) { return pixels_[index(x, y)]; }
  const Colour& at(int x, int y) const { return pixels_[index(x, y)]; }

  /// Fills an area of rings (the first the shell, the others holes, any direction) by exact cover of each pixel.
  void fill(std::span<const std::vector<Pixel>> rings, const Colour& colour, float opacity = 1);
  /// A line with round ends and joints; its own overlaps do not darken it.
  void stroke(std::span<const Pixel> line, double width, const Colour& colour, float opacity = 1);
  void disc(Pixel centre, double radius, const Colour& colour, float opacity = 1);
  void box(double x, double y, double width, double height, const Colour& colour, float opacity = 1);
  /// Raises `mask` [width × height] to the cover of the area.
  void cover(std::span<const std::vector<Pixel>> rings, std::vector<float>& mask) const;
  void blend(int x, int y, const Colour& colour, float opacity) {
    Colour& pixel = at(x, y);
    pixel = mix(pixel, colour, opacity);
  }
  /// 8-bit red, green, blue, row by row.
  std::vector<std::uint8_t> bytes() const;

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }
  template <class Put>
  void each_covered(std::span<const std::vector<Pixel>> rings, const Put& put) const;

  int width_;
  int height_;
  std::vector<Colour> pixels_;
};

}  // namespace machi
