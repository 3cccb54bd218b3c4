/// \file  Sun, sky and long-wave radiation on the faces of 16 zones of a city in one hour.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Zones are worked on in batches of this many; columns are [rows][light_lanes].
inline constexpr std::size_t light_lanes = 16;
inline constexpr std::size_t light_points = 4;  ///< of a face, each with its own horizon
inline constexpr std::size_t light_sectors = 72;
inline constexpr std::size_t light_moments = 2;  ///< of an hour
inline constexpr std::uint32_t no_light = 0xffffffff;

/// Planes with their horizons.
struct LightFaces {
  std::size_t faces{0};
  // [faces][lanes]: the outward normal; factors of the light of sky, horizon and ground.
  const float* east{nullptr};
  const float* north{nullptr};
  const float* up{nullptr};
  const float* sky{nullptr};
  const float* horizon{nullptr};
  const float* ground{nullptr};
  /// [sectors][faces][points][lanes] elevation of the horizon, in steps: what a moment asks for lies together.
  const std::uint8_t* step{nullptr};
};

/// What elements take of the light on their face. Elements of one face stand side by side.
struct LightElements {
  std::size_t elements{0};
  const std::uint32_t* face{nullptr};     ///< [elements] no_light: none
  const std::uint8_t* is_glass{nullptr};  ///< [elements]
  // [elements][lanes]
  const float* outer_m2{nullptr};    ///< area × absorptance of the outer face; of glass the area
  const float* through_m2{nullptr};  ///< of glass: the area behind which light comes in
  const float* shared{nullptr};      ///< of the light that comes in, what the inner face absorbs
  const float* sky_W_K4{nullptr};    ///< long-wave radiation from sky and air that the outer face absorbs
  const float* air_W_K4{nullptr};
  /// Of light that meets glass, by powers of the cosine of incidence: through, absorbed outside, absorbed inside.
  const float (*beam_part)[6]{nullptr};  ///< [3]
  const float* diffuse_part{nullptr};    ///< [3]
};

/// What an hour has for all zones alike.
struct LightHour {
  bool bright{false};
  float sky_K4{0};  ///< fourth powers of temperatures
  float air_K4{0};
  float sky{0};
  float horizon{0};
  float ground{0};
  float beam[light_moments]{};  ///< on a plane that faces the sun, times the moment's part of the hour
  float towards[light_moments][3]{};
  std::uint8_t sector[light_moments]{};
  std::uint8_t height[light_moments]{};  ///< of the sun, in steps
};

struct LightTaken {
  float* outer_W{nullptr};     ///< [elements][lanes]
  float* inner_W{nullptr};     ///< [elements][lanes] absorbed by an inner pane, and shares of what comes in
  float* incoming_W{nullptr};  ///< [lanes]
  float* face_W_m2{nullptr};  ///< [faces][lanes] light on faces with an opaque element, where it is bright; may be null
};

/// Beam: sum over moments of beam × cosine of incidence × share of the points whose horizon lies below the sun.
/// Diffuse: by the factors, at least 0. Throws nothing. Local: any thread.
void city_light(const LightFaces& faces, const LightElements& elements, const LightHour& hour, const LightTaken& taken);

/// The same in one named variant; for tests and benchmarks.
void city_light(Variant variant, const LightFaces& faces, const LightElements& elements, const LightHour& hour,
                const LightTaken& taken);

}  // namespace machi::kernels
