/* Writes one number into a dataset of an HDF5 file: what a hostile hand does to a checkpoint before it signs it anew.
 *
 *   h5_poke FILE                       lists the datasets: path and number of elements
 *   h5_poke FILE DATASET ELEMENT VALUE */
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static herr_t list_one(hid_t file, const char* name, const H5O_info_t* info, void* ignored) {
  (void)ignored;
  if (info->type != H5O_TYPE_DATASET) return 0;
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  printf("/%s %lld\n", name, (long long)H5Sget_simple_extent_npoints(space));
  H5Sclose(space);
  H5Dclose(dataset);
  return 0;
}

static int poke(hid_t file, const char* name, long long element, const char* value) {
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  const hid_t type = H5Dget_type(dataset);
  const hid_t native = H5Tget_native_type(type, H5T_DIR_ASCEND);
  const size_t size = H5Tget_size(native);
  const long long count = (long long)H5Sget_simple_extent_npoints(space);
  char* const all = calloc((size_t)count + 1, size);
  if (dataset < 0 || element >= count || all == NULL) return 2;
  if (H5Dread(dataset, native, H5S_ALL, H5S_ALL, H5P_DEFAULT, all) < 0) return 2;
  char* const at = all + (size_t)element * size;
  if (H5Tget_class(native) == H5T_FLOAT) {
    const double number = strtod(value, NULL);
    const float narrow = (float)number;
    memcpy(at, size == sizeof narrow ? (const void*)&narrow : (const void*)&number, size);
  } else {
    const unsigned long long number = value[0] == '-' ? (unsigned long long)strtoll(value, NULL, 10) : strtoull(value, NULL, 10);
    memcpy(at, &number, size);  /* little endian */
  }
  const herr_t wrote = H5Dwrite(dataset, native, H5S_ALL, H5S_ALL, H5P_DEFAULT, all);
  free(all);
  H5Tclose(native);
  H5Tclose(type);
  H5Sclose(space);
  H5Dclose(dataset);
  return wrote < 0 ? 2 : 0;
}

int main(int argc, char** argv) {
  if (argc != 2 && argc != 5) {
    fprintf(stderr, "h5_poke FILE, or FILE DATASET ELEMENT VALUE\n");
    return 2;
  }
  const hid_t file = H5Fopen(argv[1], argc == 2 ? H5F_ACC_RDONLY : H5F_ACC_RDWR, H5P_DEFAULT);
  if (file < 0) return 2;
  int code = 0;
  if (argc == 2) {
    code = H5Ovisit(file, H5_INDEX_NAME, H5_ITER_NATIVE, list_one, NULL) < 0 ? 2 : 0;
  } else {
    code = poke(file, argv[2], atoll(argv[3]), argv[4]);
  }
  return H5Fclose(file) < 0 ? 2 : code;
}
