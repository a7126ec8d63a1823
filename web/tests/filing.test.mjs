import assert from "node:assert/strict";
import { test } from "node:test";
import { withCommune } from "../mini-app/src/communes.ts";
import { autocompleteAt } from "../mini-app/src/filing/applicant.ts";

test("a phone fills in what it knows of the person who files, and of nobody else", () => {
  const known = ["ho_ten", "ngay_sinh", "dien_thoai", "noi_cu_tru"].map((name) => autocompleteAt(["nguoi_yeu_cau", name]));
  assert.deepEqual(known, ["name", "bday", "tel-national", "street-address"]);
  for (const path of [["nguoi_yeu_cau", "so_dinh_danh"], ["nguoi_da_mat", "ho_ten"], ["so_ban_sao"]]) assert.equal(autocompleteAt(path), "off");
});

test("an address says its commune once", () => {
  assert.equal(withCommune("5 Phan Đình Phùng", "Phường Cẩm Thành"), "5 Phan Đình Phùng, Phường Cẩm Thành");
  assert.equal(withCommune("5 Phan Đình Phùng, phường CẨM THÀNH", "Phường Cẩm Thành"), "5 Phan Đình Phùng, phường CẨM THÀNH");
});
