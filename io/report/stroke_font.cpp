#include "io/report/stroke_font.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace machi {
namespace {

// Strokes of the characters from '!' on without capitals, separated by blanks. A point is a digit (x, 0 … 9) and a
// letter (y, e on the base line, n the height of small letters, s of capitals, a the depth of descenders). A stroke
// that begins with ~ is a smooth curve through its points.
constexpr std::array<std::string_view, 68> glyphs{
    "0s0i 0e0f",                                // !
    "0s0p 2s2p",                                // "
    "2e3s 5e6s 0i8i 0o8o",                      // #
    "~6q3s0q0n3l6j6g3e0g 3t3d",                 // $
    "7s0e ~2s0q2o4q2s ~5i3g5e7g5i",             // %
    "~8e2n2r4s5q4n0i1e5e8j",                    // &
    "0s0p",                                     // '
    "~2s0n0h2c",                                // (
    "~0s2n2h0c",                                // )
    "2r2l 0q4m 4q0m",                           // *
    "0j6j 3m3g",                                // +
    "1f0c",                                     // ,
    "0j4j",                                     // -
    "0e0f",                                     // .
    "0d5s",                                     // /
    "~3s1q0l1g3e5g6l5q3s",                      // 0
    "1q3s3e",                                   // 1
    "~0p1r3s5r6o5l 5l0e6e",                     // 2
    "~0q2s4s6p4m3l ~3l6j6g4e2e0g",              // 3
    "5e5s0i7i",                                 // 4
    "6s1s0l ~0l3m5l6i5f3e0f",                   // 5
    "~5r3s1p0k0h1f3e5f6h5k3l1k0i",              // 6
    "0s6s2e",                                   // 7
    "~3l1m0p1r3s5r6p5m3l ~3l1k0h1f3e5f6h5k3l",  // 8
    "~1f3e5h6m6p5r3s1r0p1m3l5m6o",              // 9
    "0e0f 0m0n",                                // :
    "1f0c 1m1n",                                // ;
    "6n0j6f",                                   // <
    "0l6l 0h6h",                                // =
    "0n6j0f",                                   // >
    "~0p1r3s5r6p5m3k3i 3e3f",                   // ?
    "~6k4m3k4i6k7j8l7p4r1p0k1f4d7e",            // @
    "2s0s0c2c",                                 // [
    "0s5d",                                     // backslash
    "0s2s2c0c",                                 // ]
    "0o3s6o",                                   // ^
    "0c7c",                                     // _
    "0s2p",                                     // `
    "~6m3n1l0i1f3e6g 6n6e",                     // a
    "0s0e ~0l2n5m6i5f2e0g",                     // b
    "~6l4n1m0i1f4e6g",                          // c
    "6s6e ~6l4n1m0i1f4e6g",                     // d
    "0j6j ~6j5m3n1m0i1f4e6g",                   // e
    "~5s3s2p 2p2e 0n4n",                        // f
    "6n6d ~6d5b3a0b ~6l4n1m0i1f4e6g",           // g
    "0s0e ~0l2n4n6k 6k6e",                      // h
    "0n0e 0q0r",                                // i
    "2n2c ~2c1a0a 2q2r",                        // j
    "0s0e 5n0h 2j6e",                           // k
    "~0s0g1e2e",                                // l
    "0n0e ~0l1n3n4k 4k4e ~4l5n7n8k 8k8e",       // m
    "0n0e ~0l2n4n6k 6k6e",                      // n
    "~3n1m0i1f3e5f6i5m3n",                      // o
    "0n0a ~0l2n5m6i5f2e0g",                     // p
    "6n6a ~6l4n1m0i1f4e6g",                     // q
    "0n0e ~0k1m4n",                             // r
    "~5l3n1m0l1j4i5g3e1e0g",                    // s
    "2r2g ~2g3e5e 0n4n",                        // t
    "0n0h ~0h1e4e6g 6n6e",                      // u
    "0n3e6n",                                   // v
    "0n2e4m6e8n",                               // w
    "0n6e 6n0e",                                // x
    "0n3e 6n3e1a",                              // y
    "0n6n0e6e",                                 // z
    "~3s1r1n0k1h1d3c",                          // {
    "0s0c",                                     // |
    "~0s2r2n3k2h2d0c",                          // }
    "~0j2l4i6k",                                // ~
};

constexpr std::array<std::string_view, 26> capitals{
    "0e4s8e 1i7i",                           // A
    "0e0s4s ~4s7q7n4l 4l0l ~4l8j8g4e 4e0e",  // B
    "~8p7r5s3s1q0l1g3e5e7f8h",               // C
    "0e0s4s ~4s7q8l7g4e 4e0e",               // D
    "7s0s0e7e 0l6l",                         // E
    "7s0s0e 0l6l",                           // F
    "~8p7r5s3s1q0l1g3e5e8h 8h8k5k",          // G
    "0e0s 8e8s 0l8l",                        // H
    "0e0s",                                  // I
    "5s5h ~5h4f2e0h",                        // J
    "0e0s 7s0j 2l8e",                        // K
    "0s0e6e",                                // L
    "0e0s4i8s8e",                            // M
    "0e0s8e8s",                              // N
    "~4s1q0l1g4e7g8l7q4s",                   // O
    "0e0s4s ~4s7r8o7l4k 4k0k",               // P
    "~4s1q0l1g4e7g8l7q4s 5h8d",              // Q
    "0e0s4s ~4s7r8o7l4k 4k0k 4k8e",          // R
    "~8q6s2s0p2m6k8h6e2e0g",                 // S
    "0s8s 4s4e",                             // T
    "0s0i ~0i1f4e7f8i 8i8s",                 // U
    "0s4e8s",                                // V
    "0s2e4q6e8s",                            // W
    "0s8e 8s0e",                             // X
    "0s4l8s 4l4e",                           // Y
    "0s8s0e8e",                              // Z
};

constexpr double cap_height = 14;
constexpr double gap = 3;

std::string_view glyph_of(char letter) {
  if (letter >= 'A' && letter <= 'Z') return capitals[static_cast<std::size_t>(letter - 'A')];
  if (letter < '!' || letter > '~') return "0c7c";
  const auto place = static_cast<std::size_t>(letter - '!');
  return glyphs[letter > 'Z' ? place - 26 : place];
}

double advance_of(char letter) {
  if (letter == ' ') return 5;
  const std::string_view glyph = glyph_of(letter);
  const char widest = *std::max_element(glyph.begin(), glyph.end(), [](char a, char b) {
    const auto digit = [](char c) { return c >= '0' && c <= '9' ? c : '0'; };
    return digit(a) < digit(b);
  });
  return (widest >= '0' && widest <= '9' ? widest - '0' : 0) + gap;
}

// A point on the Catmull-Rom curve from b to c.
Pixel curve_point(const Pixel& a, const Pixel& b, const Pixel& c, const Pixel& d, double t) {
  const auto part = [t](double p, double q, double r, double s) {
    return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t);
  };
  return {part(a.x, b.x, c.x, d.x), part(a.y, b.y, c.y, d.y)};
}

std::vector<Pixel> smoothed(const std::vector<Pixel>& points) {
  constexpr int steps = 6;
  const auto last = static_cast<std::ptrdiff_t>(points.size()) - 1;
  const bool closed = points.front().x == points.back().x && points.front().y == points.back().y;
  const auto at = [&](std::ptrdiff_t i) {
    if (closed) return points[static_cast<std::size_t>((i + last) % last)];
    return points[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, last))];
  };
  std::vector<Pixel> result;
  for (std::ptrdiff_t i = 0; i < last; ++i)
    for (int k = 0; k < steps; ++k)
      result.push_back(curve_point(at(i - 1), at(i), at(i + 1), at(i + 2), static_cast<double>(k) / steps));
  result.push_back(points.back());
  return result;
}

void draw_stroke(Canvas& canvas, std::string_view stroke, Pixel left, double size, const Colour& colour, double width) {
  const bool smooth = stroke.starts_with('~');
  if (smooth) stroke.remove_prefix(1);
  std::vector<Pixel> points;
  for (std::size_t i = 0; i + 1 < stroke.size(); i += 2)
    points.push_back(
        {left.x + (stroke[i] - '0') * size / cap_height, left.y - (stroke[i + 1] - 'e') * size / cap_height});
  canvas.stroke(smooth ? smoothed(points) : points, width, colour);
}

}  // namespace

double text_width(std::string_view text, double size) {
  double width = 0;
  for (const char letter : text) width += advance_of(letter);
  return text.empty() ? 0 : (width - gap) * size / cap_height;
}

void draw_text(Canvas& canvas, std::string_view text, Pixel left, double size, const Colour& colour, double weight) {
  for (const char letter : text) {
    const std::string_view glyph = letter == ' ' ? std::string_view() : glyph_of(letter);
    for (std::size_t at = 0; at < glyph.size();) {
      const std::size_t end = std::min(glyph.find(' ', at), glyph.size());
      draw_stroke(canvas, glyph.substr(at, end - at), left, size, colour, size * weight);
      at = end + 1;
    }
    left.x += advance_of(letter) * size / cap_height;
  }
}

std::string latin(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> words{
      {{"出典", "Source"}, {"：", ": "}, {"国土交通省", "MLIT Japan,"}, {"（", " ("}, {"）", ")"}}};
  std::string result;
  while (!text.empty()) {
    const auto* const word =
        std::find_if(words.begin(), words.end(), [&](const auto& pair) { return text.starts_with(pair.first); });
    if (word != words.end()) {
      result += word->second;
      text.remove_prefix(word->first.size());
      continue;
    }
    if (text[0] >= ' ' && text[0] <= '~') result += text[0];
    text.remove_prefix(1);
  }
  for (std::size_t empty; (empty = result.find(" ()")) != std::string::npos;) result.erase(empty, 3);
  return result;
}

}  // namespace machi
