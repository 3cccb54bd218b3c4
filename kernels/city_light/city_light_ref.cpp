// The plain twin: element by element, zone by zone.
#include <algorithm>
#include <cstddef>

#include "kernels/city_light/city_light.hpp"

namespace machi::kernels::ref {
namespace {

struct Light {
  float beam;
  float cosine;
  float diffuse;
};

Light light_on(const LightFaces& faces, std::size_t face, const LightHour& hour, std::size_t lane) {
  const std::size_t at = face * light_lanes + lane;
  Light light{0, 0, 0};
  light.diffuse =
      std::max(0.0F, hour.sky * faces.sky[at] + hour.horizon * faces.horizon[at] + hour.ground * faces.ground[at]);
  for (std::size_t m = 0; m < light_moments; ++m) {
    int seen = 0;
    for (std::size_t point = 0; point < light_points; ++point) {
      const std::size_t row = (hour.sector[m] * faces.faces + face) * light_points + point;
      seen += hour.height[m] > faces.step[row * light_lanes + lane] ? 1 : 0;
    }
    const float cosine = std::max(0.0F, faces.east[at] * hour.towards[m][0] + faces.north[at] * hour.towards[m][1] +
                                            faces.up[at] * hour.towards[m][2]);
    light.cosine = std::max(light.cosine, cosine);
    light.beam += hour.beam[m] * 0.25F * static_cast<float>(seen) * cosine;
  }
  return light;
}

float part_of(const float* c, float x) {
  return std::max(0.0F, ((((c[5] * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0]);
}

}  // namespace

void city_light(const LightFaces& faces, const LightElements& elements, const LightHour& hour,
                const LightTaken& taken) {
  for (std::size_t lane = 0; lane < light_lanes; ++lane) {
    float incoming_W = 0;
    for (std::size_t e = 0; e < elements.elements; ++e) {
      const std::size_t at = e * light_lanes + lane;
      float outer_W = elements.sky_W_K4[at] * hour.sky_K4 + elements.air_W_K4[at] * hour.air_K4;
      float inner_W = 0;
      if (hour.bright && elements.face[e] != no_light) {
        const Light light = light_on(faces, elements.face[e], hour, lane);
        if (elements.is_glass[e] != 0) {
          const float beam = light.beam, cosine = light.cosine, diffuse = light.diffuse;
          incoming_W += elements.through_m2[at] *
                        (beam * part_of(elements.beam_part[0], cosine) + diffuse * elements.diffuse_part[0]);
          outer_W += elements.outer_m2[at] *
                     (beam * part_of(elements.beam_part[1], cosine) + diffuse * elements.diffuse_part[1]);
          inner_W = elements.outer_m2[at] *
                    (beam * part_of(elements.beam_part[2], cosine) + diffuse * elements.diffuse_part[2]);
        } else {
          outer_W += elements.outer_m2[at] * (light.beam + light.diffuse);
          if (taken.face_W_m2 != nullptr)
            taken.face_W_m2[elements.face[e] * light_lanes + lane] = light.beam + light.diffuse;
        }
      }
      taken.outer_W[at] = outer_W;
      taken.inner_W[at] = inner_W;
    }
    taken.incoming_W[lane] = incoming_W;
    for (std::size_t e = 0; e < elements.elements; ++e)
      taken.inner_W[e * light_lanes + lane] += elements.shared[e * light_lanes + lane] * incoming_W;
  }
}

}  // namespace machi::kernels::ref
