#include "io/report/canvas.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

struct Window {
  int x0, y0, x1, y1;  // pixels [x0, x1) × [y0, y1)
  bool empty() const { return x0 >= x1 || y0 >= y1; }
};

Window window_of(std::span<const Pixel> points, double margin, int width, int height) {
  double x0 = 1e30;
  double y0 = 1e30;
  double x1 = -1e30;
  double y1 = -1e30;
  for (const Pixel& p : points) {
    x0 = std::min(x0, p.x);
    x1 = std::max(x1, p.x);
    y0 = std::min(y0, p.y);
    y1 = std::max(y1, p.y);
  }
  const auto low = [](double value, int limit) {
    return static_cast<int>(std::clamp(std::floor(value), 0.0, static_cast<double>(limit)));
  };
  const auto high = [](double value, int limit) {
    return static_cast<int>(std::clamp(std::ceil(value), 0.0, static_cast<double>(limit)));
  };
  return {low(x0 - margin, width), low(y0 - margin, height), high(x1 + margin, width), high(y1 + margin, height)};
}

// Signed cover of pixels by the area to the right of edges, one row-major buffer for a window; the running sum along a
// row is the share of each pixel that lies inside.
class CoverBuffer {
 public:
  explicit CoverBuffer(const Window& window)
      : window_(window),
        stride_(window.x1 - window.x0 + 2),
        delta_(static_cast<std::size_t>(stride_ * (window.y1 - window.y0))) {}

  void edge(Pixel a, Pixel b) {
    if (a.y == b.y) return;
    const double sign = a.y < b.y ? 1 : -1;
    if (a.y > b.y) std::swap(a, b);
    const double slope = (b.x - a.x) / (b.y - a.y);
    const int first = std::max(window_.y0, static_cast<int>(std::floor(std::max(a.y, -1e9))));
    for (int row = first; row < window_.y1 && row < b.y; ++row) {
      const double top = std::max<double>(row, a.y);
      const double bottom = std::min<double>(row + 1, b.y);
      if (bottom > top) span(row, sign * (bottom - top), a.x + (top - a.y) * slope, a.x + (bottom - a.y) * slope);
    }
  }

  double delta(int x, int y) const { return delta_[index(x, y)]; }

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>((y - window_.y0) * stride_ + (x - window_.x0));
  }

  // An edge that crosses `height` of one row from x = from to x = to.
  void span(int row, double height, double from, double to) {
    const double low = std::clamp(std::min(from, to), double{1} * window_.x0, double{1} * window_.x1);
    const double high = std::clamp(std::max(from, to), double{1} * window_.x0, double{1} * window_.x1);
    double before = 0;
    for (int x = static_cast<int>(low); x <= static_cast<int>(high); ++x) {
      // Mean over the crossing of how much of pixels up to x lies to the right of the edge.
      const double covered = high - low < 1e-9 ? std::clamp(x + 1 - low, 0.0, 1.0) : mean_right(low, high, x + 1);
      delta_[index(x, row)] += height * (covered - before);
      before = covered;
    }
    delta_[index(static_cast<int>(high) + 1, row)] += height * (1 - before);
  }

  // Mean of clamp(end - t, 0, 1) for t uniform in [low, high].
  static double mean_right(double low, double high, double end) {
    const auto integral = [end](double t) {  // of clamp(end - t, 0, 1) from -∞-safe start end - 1
      if (t <= end - 1) return t - (end - 1);
      const double d = std::min(t, end) - (end - 1);
      return d - d * d / 2;
    };
    return (integral(high) - integral(low)) / (high - low);
  }

  Window window_;
  int stride_;
  std::vector<double> delta_;
};

double doubled_area(std::span<const Pixel> ring) {
  double sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Pixel& a = ring[i];
    const Pixel& b = ring[(i + 1) % ring.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum;
}

double distance(const Pixel& p, const Pixel& a, const Pixel& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double squared = dx * dx + dy * dy;
  const double t = squared > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / squared, 0.0, 1.0) : 0;
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

}  // namespace

Canvas::Canvas(int width, int height, const Colour& paper)
    : width_(width),
      height_(height),
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), paper) {}

template <class Put>
void Canvas::each_covered(std::span<const std::vector<Pixel>> rings, const Put& put) const {
  if (rings.empty() || rings[0].size() < 3) return;
  const Window window = window_of(rings[0], 0, width_, height_);
  if (window.empty()) return;
  CoverBuffer buffer(window);
  for (std::size_t r = 0; r < rings.size(); ++r) {
    const bool turn = (doubled_area(rings[r]) > 0) != (r == 0);  // shell one way round, holes the other
    for (std::size_t i = 0; i < rings[r].size(); ++i) {
      const Pixel& a = rings[r][i];
      const Pixel& b = rings[r][(i + 1) % rings[r].size()];
      turn ? buffer.edge(b, a) : buffer.edge(a, b);
    }
  }
  for (int y = window.y0; y < window.y1; ++y) {
    double sum = 0;
    for (int x = window.x0; x < window.x1; ++x) {
      sum += buffer.delta(x, y);
      const auto share = static_cast<float>(std::min(std::abs(sum), 1.0));
      if (share > 1e-4F) put(x, y, share);
    }
  }
}

void Canvas::fill(std::span<const std::vector<Pixel>> rings, const Colour& colour, float opacity) {
  each_covered(rings, [&](int x, int y, float share) { blend(x, y, colour, share * opacity); });
}

void Canvas::cover(std::span<const std::vector<Pixel>> rings, std::vector<float>& mask) const {
  each_covered(rings, [&](int x, int y, float share) { mask[index(x, y)] = std::max(mask[index(x, y)], share); });
}

void Canvas::stroke(std::span<const Pixel> line, double width, const Colour& colour, float opacity) {
  if (line.empty()) return;
  const double radius = std::max(width, 1.0) / 2;
  const auto thin = static_cast<float>(std::min(width, 1.0));  // a line below one pixel is paler instead
  const Window window = window_of(line, radius + 1, width_, height_);
  if (window.empty()) return;
  const int stride = window.x1 - window.x0;
  std::vector<float> mask(static_cast<std::size_t>(stride * (window.y1 - window.y0)));
  for (std::size_t i = 0; i < std::max<std::size_t>(line.size() - 1, 1); ++i) {
    const Pixel& a = line[i];
    const Pixel& b = line[std::min(i + 1, line.size() - 1)];
    const Pixel ends[] = {a, b};
    const Window part = window_of(ends, radius + 1, width_, height_);
    for (int y = part.y0; y < part.y1; ++y) {
      for (int x = part.x0; x < part.x1; ++x) {
        const double share = std::clamp(radius + 0.5 - distance({x + 0.5, y + 0.5}, a, b), 0.0, 1.0);
        float& most = mask[static_cast<std::size_t>((y - window.y0) * stride + x - window.x0)];
        most = std::max(most, static_cast<float>(share));
      }
    }
  }
  for (int y = window.y0; y < window.y1; ++y)
    for (int x = window.x0; x < window.x1; ++x)
      blend(x, y, colour, mask[static_cast<std::size_t>((y - window.y0) * stride + x - window.x0)] * thin * opacity);
}

void Canvas::disc(Pixel centre, double radius, const Colour& colour, float opacity) {
  stroke(std::span(&centre, 1), 2 * radius, colour, opacity);
}

void Canvas::box(double x, double y, double width, double height, const Colour& colour, float opacity) {
  const std::vector<Pixel> ring{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
  fill(std::span(&ring, 1), colour, opacity);
}

std::vector<std::uint8_t> Canvas::bytes() const {
  std::vector<std::uint8_t> result;
  result.reserve(pixels_.size() * 3);
  for (const Colour& pixel : pixels_)
    for (const float part : {pixel.red, pixel.green, pixel.blue})
      result.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(part, 0.0F, 1.0F) * 255.0F)));
  return result;
}

}  // namespace machi
