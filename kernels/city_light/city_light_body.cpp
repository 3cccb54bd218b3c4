// Zones in registers, as many at a time as fit into one; all operations are those of the plain twin, in its order.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/city_light/city_light.hpp"
#include "kernels/crowd/registers.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

typedef std::uint8_t Bytes __attribute__((vector_size(width)));
typedef std::int8_t Signs __attribute__((vector_size(width)));
#if defined(__AVX512F__)
// Of all points.
typedef std::uint8_t PointBytes __attribute__((vector_size(light_points * width)));
typedef std::int8_t PointSigns __attribute__((vector_size(light_points * width)));
#endif

struct Light {
  Part beam;
  Part cosine;
  Part diffuse;
};

/// By way of whole numbers of a float's size: GCC converts bytes to floats one by one.
inline Part floats(Signs counts) {
  return __builtin_convertvector(__builtin_convertvector(counts, Mask), Part);
}

/// How many of a face's points see a sun of this height; `step` [points][lanes].
inline Part seen_by(const std::uint8_t* step, std::uint8_t height) {
#if defined(__AVX512F__)
  PointBytes horizon;
  std::memcpy(&horizon, step, sizeof horizon);
  const PointSigns sees = (PointSigns)((height - PointBytes{}) > horizon);
  Signs seen[light_points];
  std::memcpy(&seen, &sees, sizeof seen);
  return floats(-((seen[0] + seen[1]) + (seen[2] + seen[3])));
#else
  const Bytes sun = height - Bytes{};
  Signs seen{};
  for (std::size_t point = 0; point < light_points; ++point) {
    Bytes horizon;
    std::memcpy(&horizon, step + point * light_lanes, sizeof horizon);
    seen = seen - (Signs)(sun > horizon);
  }
  return floats(seen);
#endif
}

inline Light light_on(const LightFaces& faces, std::size_t face, const LightHour& hour, std::size_t lane) {
  const std::size_t at = face * light_lanes + lane;
  Light light{all(0), all(0), all(0)};
  light.diffuse = larger(
      hour.sky * load(faces.sky + at) + hour.horizon * load(faces.horizon + at) + hour.ground * load(faces.ground + at),
      all(0));
  const Part east = load(faces.east + at), north = load(faces.north + at), up = load(faces.up + at);
  for (std::size_t m = 0; m < light_moments; ++m) {
    const std::size_t row = (hour.sector[m] * faces.faces + face) * light_points;
    const Part seen = seen_by(faces.step + row * light_lanes + lane, hour.height[m]);
    const Part cosine =
        larger(east * hour.towards[m][0] + north * hour.towards[m][1] + up * hour.towards[m][2], all(0));
    light.cosine = larger(light.cosine, cosine);
    light.beam = light.beam + hour.beam[m] * 0.25F * seen * cosine;
  }
  return light;
}

inline Part part_of(const float* c, Part x) {
  return larger(((((c[5] * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0], all(0));
}

}  // namespace

void city_light(const LightFaces& faces, const LightElements& elements, const LightHour& hour,
                const LightTaken& taken) {
  for (std::size_t lane = 0; lane < light_lanes; lane += width) {
    Part incoming_W = all(0);
    Light light{all(0), all(0), all(0)};
    std::uint32_t lit = no_light;
    for (std::size_t e = 0; e < elements.elements; ++e) {
      const std::size_t at = e * light_lanes + lane;
      Part outer_W = load(elements.sky_W_K4 + at) * hour.sky_K4 + load(elements.air_W_K4 + at) * hour.air_K4;
      Part inner_W = all(0);
      const std::uint32_t face = elements.face[e];
      if (hour.bright && face != no_light) {
        if (lit != face) light = light_on(faces, face, hour, lane);
        lit = face;
        const Part outer_m2 = load(elements.outer_m2 + at);
        if (elements.is_glass[e] != 0) {
          incoming_W =
              incoming_W + load(elements.through_m2 + at) * (light.beam * part_of(elements.beam_part[0], light.cosine) +
                                                             light.diffuse * elements.diffuse_part[0]);
          outer_W = outer_W + outer_m2 * (light.beam * part_of(elements.beam_part[1], light.cosine) +
                                          light.diffuse * elements.diffuse_part[1]);
          inner_W = outer_m2 * (light.beam * part_of(elements.beam_part[2], light.cosine) +
                                light.diffuse * elements.diffuse_part[2]);
        } else {
          outer_W = outer_W + outer_m2 * (light.beam + light.diffuse);
          if (taken.face_W_m2 != nullptr)
            store(taken.face_W_m2 + face * light_lanes + lane, light.beam + light.diffuse);
        }
      }
      store(taken.outer_W + at, outer_W);
      store(taken.inner_W + at, inner_W);
    }
    store(taken.incoming_W + lane, incoming_W);
    for (std::size_t e = 0; e < elements.elements; ++e) {
      const std::size_t at = e * light_lanes + lane;
      store(taken.inner_W + at, load(taken.inner_W + at) + load(elements.shared + at) * incoming_W);
    }
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
