/** The calls of Zalo's SDK that the app uses, and no others: named one by one, so that the rest is left out. */
export { followOA, getAccessToken, getLocation, getPhoneNumber, getUserID, nativeStorage, openChat, openPermissionSetting, openWebview, Payment, saveImageToGallery, scanQRCode } from "zmp-sdk/apis";
