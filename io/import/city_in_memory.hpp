/// \file  The sink that keeps a city, for those who want to look at it and not at a file.
#pragma once

#include <array>

#include "io/city/city_sink.hpp"

namespace machi {

class CityInMemory final : public CitySink {
 public:
  void begin(const City&, const CityHeader&) override {}
  void begin_layer(Theme theme, const LayerSize&) override { theme_ = theme; }
  void add(const Layer& piece) override;
  void end_layer(const AttributeTable&) override {}
  void typed_columns(const City&) override {}
  void begin_grid(const GridFrame& frame, std::uint64_t leaves, const std::vector<Hazard>& hazards) override;
  void add(const Grid& piece) override;
  void end_grid() override {}

  /// Puts the rows of the layers into the city, beside what it holds already, and the leaves into the grid; ends the
  /// sink's use.
  void give(City& city, Grid& grid);

 private:
  Theme theme_{Theme::bldg};
  std::array<Layer, theme_count> layers_;
  Grid grid_;
};

}  // namespace machi
