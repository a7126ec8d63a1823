// Written by api.mjs from docs/openapi.json. The document itself explains each member.

/** Changes with the form of any answer: what was kept in another form is not shown. */
export const FORM = "42b0421a";

export type Account = { bank: string; number: string; holder: string };

export type AccountView = { bank: string; bank_name: string; number: string; holder: string };

export type Address = { address: string };

export type Agencies = { items: Array<AgencyView> };

export type AgencyKind = "ward" | "commune" | "special_zone" | "provincial";

export type AgencyRef = { id: string; name: string };

export type AgencyView = { id: string; name: string; level: "province" | "commune"; level_label: string; address: string; hours: string; phone: string | null; email: string | null; website: string; latitude: number | null; longitude: number | null; map_url: string; oa_url: string };

export type AnswerRatingIn = { level: 1 | 3 | 5; comment?: string | null };

export type AnswerRatingView = { level: number; label: string; comment: string | null; at: string };

export type AnswerView = { text: string; files: Array<svc_feedback_FileRef>; answered_at: string };

export type AppointmentDetail = { id: string; office: OfficePlace; procedure: ProcedureName; starts_at: string; ends_at: string; number: number; state: svc_dossier_State; state_label: string; what_next: string | null; reason: string | null; allowed_actions: Array<Offer>; version: number; contact: ContactDetails; queue: Queue | null; ahead: number | null };

export type AppointmentPage = { items: Array<AppointmentRow>; next: string | null };

export type AppointmentReceipt = { id: string; state: svc_dossier_State; state_label: string; number: number; version: number };

export type AppointmentRow = { id: string; office: OfficePlace; procedure: ProcedureName; starts_at: string; ends_at: string; number: number; state: svc_dossier_State; state_label: string; what_next: string | null; reason: string | null; allowed_actions: Array<Offer>; version: number };

export type ArticleDetail = { id: string; category: string; category_label: string; title: string; summary: string; cover: Picture | null; thumbnail: Thumbnail | null; published_at: string; pinned: boolean; warning: boolean; issuer: string; link: string; html: string; plain_text: string; author: string; source: SourceView | null; tags: Array<string>; attachments: Array<Attachment>; updated_at: string; related: Array<ArticleRow> };

export type ArticleRow = { id: string; category: string; category_label: string; title: string; summary: string; cover: Picture | null; thumbnail: Thumbnail | null; published_at: string; pinned: boolean; warning: boolean; issuer: string; link: string };

export type AskedDocument = { code: string; name: string; note: string | null; copies: Array<CopyKind>; copy_labels: Record<string, string> };

export type Attachment = { id: string; name: string; media_type: string; size: number; url: string };

export type BackAnswer = { text: string; file_ids?: Array<string> };

export type BannerView = { title: string; image: Picture | null; target: TargetView };

export type Basis = "current" | "former_commune" | "former_district";

export type BillDetail = { id: string; code: string; title: string; payee_id: string; payee_name: string; period: string; total: number; paid: number; remaining: number; remaining_voluntary: number; state: BillState; state_label: string; paid_at: string | null; paid_by: Array<PaidBy>; overdue: boolean; due_at: string | null; issued_at: string; student_id: string | null; student_code: string | null; student_name: string | null; class_name: string | null; dossier_id: string | null; version: number; allowed_actions: Array<Offer>; items: Array<Item>; partial: boolean };

export type BillPage = { items: Array<BillRow>; next: string | null };

export type BillRow = { id: string; code: string; title: string; payee_id: string; payee_name: string; period: string; total: number; paid: number; remaining: number; remaining_voluntary: number; state: BillState; state_label: string; paid_at: string | null; paid_by: Array<PaidBy>; overdue: boolean; due_at: string | null; issued_at: string; student_id: string | null; student_code: string | null; student_name: string | null; class_name: string | null; dossier_id: string | null; version: number; allowed_actions: Array<Offer> };

export type BillState = "issued" | "partly_paid" | "paid" | "cancelled" | "refunded";

export type CalendarDay = { day: string; name: string; announced?: boolean };

export type Cancellation = { reason?: string | null };

export type Case = { field: string; equals: string };

export type CatalogueView = { fields: Array<FieldView>; question_fields: Array<Named>; emergency_numbers: Array<Named> };

export type Categories = { items: Array<CategoryRow> };

export type CategoryRow = { code: string; label: string; icon: string };

export type CategoryView = { code: string; name: string; handling_class: HandlingClass; handling_label: string; publishable: boolean };

export type ChannelView = { code: string; name: string; medium: "tv" | "radio"; medium_label: string; stream_url: string; fallback_url: string; logo_url: string; frequency: string; description: string; licence_note: string; up: boolean | null; down_since: string | null; now: ProgrammeView | null; next: ProgrammeView | null };

export type Channels = { items: Array<ChannelView> };

export type CheckView = { emergency: Emergency | null; other_channel: OtherChannelView | null; outside_province: boolean; commune: Named | null; near: Array<NearView> };

export type Choice = { purpose: Purpose; way: ContactMethod; on: boolean };

export type CitizenSessionView = { access_token: string; token_type?: string; expires_in: number; refresh_token: string; citizen: CitizenView };

export type CitizenView = { id: string; name: string | null; picture: string | null; declared_name: string | null; year_of_birth: number | null; text_size: "normal" | "large" | "larger"; phone: string | null; location: LocationView | null; follows_oa: boolean; registered_at: string };

export type ClockPolicy = "RESTART" | "PAUSE";

export type ClusterView = { point: PointView; count: number };

export type Commune = { code: string; name: string; kind: CommuneKind; kind_label: string };

export type CommuneKind = "ward" | "commune" | "special_zone";

export type CommuneList = { items: Array<Commune> };

export type CommuneMatch = { commune: Commune; basis: Basis; basis_label: string; former: FormerUnit | null; assumed: boolean };

export type CommuneMatches = { items: Array<CommuneMatch>; certain: boolean };

export type ContactDetails = { name: string; phone: string; note: string };

export type ContactIn = { name: string; phone: string };

export type ContactMethod = "zalo_oa" | "zalo_mini_app" | "zns";

export type CopyKind = "original" | "copy" | "e_copy";

export type DocumentPart = { code: string; name: string; copies: Array<CopyKind>; quantity?: number; mandatory: boolean; replaceable_by_data?: boolean; note?: string | null };

export type Document_Input = { code: string; file_ids: Array<string>; copy_kind?: CopyKind | null; copy_label?: string | null; name?: string | null };

export type Document_Output = { code: string; name: string; files: Array<FileRef>; added_at: string; unavailable_reason: string | null; copy_kind: CopyKind | null; copy_label: string | null };

export type DossierPage = { items: Array<DossierRow>; next: string | null };

export type DossierRow = { id: string; submission_reference: string; code: string | null; procedure: ProcedureRef; agency: OfficePlace; state: number; state_label: string; submitted_at: string | null; accepted_at: string | null; due_at: string | null; changed_at: string; answer_by: string | null; version: number; what_next: string; continue_at: string | null; allowed_actions: Array<Offer> };

export type DossierView = { id: string; submission_reference: string; code: string | null; procedure: ProcedureRef; agency: OfficePlace; state: number; state_label: string; submitted_at: string | null; accepted_at: string | null; due_at: string | null; changed_at: string; answer_by: string | null; version: number; what_next: string; continue_at: string | null; allowed_actions: Array<Offer>; form: Record<string, unknown>; documents: Array<Document_Output>; asked: Array<AskedDocument>; timeline: Array<TimelineRow>; payments: Array<Payment>; submission_mode: string; submission_mode_label: string; rating: RatingReceipt | null; rating_levels: Array<RatingLevel>; results: Array<FileRef> };

export type DraftContent = { agency_id?: string | null; form?: Record<string, unknown>; documents?: Array<DraftPaper> };

export type DraftDetail = { id: string; version: number; procedure: DraftProcedure; created_at: string; changed_at: string; expires_at: string; agency_id: string | null; agency_name: string | null; form: Record<string, unknown>; documents: Array<DraftDocument>; files: Array<FileRef> };

export type DraftDocument = { code: string; name: string | null; file_ids: Array<string>; copy_kind: CopyKind | null; copy_label: string | null };

export type DraftList = { items: Array<DraftRow> };

export type DraftPaper = { code: string; file_ids?: Array<string>; copy_kind?: CopyKind | null; copy_label?: string | null; name?: string | null };

export type DraftProcedure = { code: string; name: string };

export type DraftRow = { id: string; version: number; procedure: DraftProcedure; created_at: string; changed_at: string; expires_at: string };

export type Emergency = { text: string; numbers: Array<Named> };

export type FaqList = { topics: Array<TopicView>; items: Array<FaqRow> };

export type FaqRow = { id: string; topic: string; topic_label: string; question: string; answer: string };

export type FavouritesView = { channels: Array<string> };

export type Feature = { type: "Feature"; id: string; geometry: GeoPoint | null; properties: Record<string, string | number | null> };

export type FeatureCollection = { type: "FeatureCollection"; features: Array<Feature>; next: string | null };

export type Fee = { name: string; channel?: "direct" | "online" | "postal" | null; amount: number | null; per?: string | null; effective_from?: string | null; effective_to?: string | null; note?: string | null; legal_basis?: string | null };

export type FeeRow = { name: string; amount: number | null; per: string | null; channel: string | null; channel_label: string | null; effective_from: string | null; effective_to: string | null; note: string | null };

export type Fees = { code: string; version: number; channel: "direct" | "online" | "postal"; channel_label: string; on: string; items: Array<FeeRow>; total: number | null };

export type FieldView = { code: string; name: string; categories: Array<CategoryView> };

export type FileRef = { id: string; name: string; media_type: string; size: number; href: string | null; link: string | null; thumbnail_link: string | null };

export type FollowedView = { state_label: string; resolved_at: string | null; result: string | null; files: Array<svc_feedback_FileRef> };

export type FormOptions = { items: Array<string> };

export type FormerUnit = { name: string; district: string | null; province: string };

export type FoundView = { subject: Subject; subject_label: string; id: string; title: string; excerpt: string; at: string; approximate: boolean; path: string };

export type GeoPoint = { type: "Point"; coordinates: Array<number> };

export type Goods = { name: string; price?: number | null; unit?: string };

export type GoodsView = { name: string; price: number | null; unit: string };

export type GuideDetail = { id: string; topic: string; topic_label: string; title: string; summary: string; procedure_code: string | null; html: string; plain_text: string; link: string };

export type GuideRow = { id: string; topic: string; topic_label: string; title: string; summary: string; procedure_code: string | null };

export type Guides = { topics: Array<TopicView>; items: Array<GuideRow> };

export type HandOff = { id: string; submission_reference: string; procedure: ProcedureRef; agency: AgencyRef; state: number; state_label: string; what_next: string; submitted_at: string | null; version: number; submission_mode: string; submission_mode_label: string; continue_at: string };

export type HandlingClass = "emergency" | "immediate" | "normal" | "complex";

export type HomeView = { organisation: OrganisationView | null; banners: Array<BannerView>; utilities: Array<UtilityView>; pinned: Array<ArticleRow>; news: Array<ArticleRow>; channels: Array<ChannelView>; guides: Array<GuideRow>; hotlines: Array<HotlineView> };

export type HotlineView = { name: string; phone: string; hours: string; description: string; emergency: boolean };

export type Hotlines = { items: Array<HotlineView> };

export type InboxMessage = { id: string; subject_id: string; subject_href: string | null; milestone: string; title: string; body: string; plain_text: string; at: string; read: boolean };

export type InboxPage = { items: Array<InboxMessage>; next: string | null };

export type Item = { code: string; name: string; quantity: number; unit_price: number; exemption: number; amount: number; mandatory: boolean; paid: boolean; remaining: number };

export type JoinedReportPage = { items: Array<JoinedReportRow>; next: string | null };

export type JoinedReportRow = { report_id: string; title: string | null; category: Named; commune: Named | null; agency: Named | null; state: svc_feedback_State; state_label: string; what_next: string; joined_at: string; resolved_by: string; promised_resolved_by: string | null; supporters: number; published: boolean; allowed_actions: Array<Offer> };

export type LegalType = "household" | "company" | "cooperative" | "unregistered";

export type Level = "commune" | "commune_police" | "province";

export type Likeness = "tax_code" | "address" | "account";

export type LinkView = { screen: Screen; label: string; url: string; qr_url: string };

export type LinkedStudent = { id: string; school_id: string; student_code: string; name: string; class_name: string };

export type LinkedStudents = { items: Array<LinkedStudent> };

export type LocationView = { latitude: number; longitude: number; taken_at: string };

export type MapView = { points: Array<PublicReportRow>; clusters: Array<ClusterView> };

export type MaskedStudent = { school_id: string; student_code: string; masked_name: string };

export type Method = { provider: string; label: string };

export type MethodChoice = { way: string; label: string; on: boolean; changeable: boolean };

export type Methods = { items: Array<Method> };

export type Named = { code: string; name: string };

export type NationalCode = { code: string };

export type NearView = { id: string; distance_metres: number | null; category: Named; state_label: string; sent_at: string; supporters: number; title: string | null; excerpt: string | null; preview_href: string | null; thumbnail_link: string | null; own: boolean; href: string | null; support_href: string | null };

export type NewAppointment = { office_id: string; procedure_code: string; starts_at: string; name: string; phone: string; note?: string | null };

export type NewDossier = { procedure_code: string; agency_id: string; form?: Record<string, unknown>; documents?: Array<Document_Input>; draft_id?: string | null };

export type NewDraft = { agency_id?: string | null; form?: Record<string, unknown>; documents?: Array<DraftPaper>; procedure_code: string };

export type NewPayment = { bill_id: string; provider: string; items?: Array<string> };

export type NewQuestion = { title: string; text: string; field: string; commune?: string | null; may_publish?: boolean; file_ids?: Array<string> };

export type NewRating = { level: number; comment?: string | null };

export type NewReport = { title: string; description: string; category: string; place: PlaceIn; contact?: ContactIn | null; anonymous?: boolean; hidden_from_agency?: boolean; may_publish?: boolean; file_ids?: Array<string>; declared_at?: string | null };

export type NewShop = { profile: Profile; account: Account };

export type NewsPage = { pinned: Array<ArticleRow>; items: Array<ArticleRow>; next: string | null; total: number };

export type NextStep = "ask_again" | "not_needed" | "pay_cash" | "pay" | "await_provider" | "provider_checks" | "officer_checks" | "entry" | "refund_approval" | "refund" | "pay_rest" | "pay_anew";

export type Notice = { version: number; form: string | null; title: string; issued_at: string; plain_text: string; paper_href: string | null; paper_link: string | null };

export type Notices = { items: Array<Notice> };

export type NotificationPreferences = { purposes: Array<PurposeChoices>; communes: Array<string>; commune_labels: Record<string, string>; consent_revoked: boolean };

export type Offer = { action: string; label: string; method: "GET" | "POST" | "PUT" | "DELETE"; href: string; needs_if_match: boolean; etag: string | null };

export type Office = { id: string; name: string; address: string; hours: string; phone: string | null; latitude: number | null; longitude: number | null; map_url: string; kind: AgencyKind; kind_label: string };

export type OfficeDetail = { id: string; name: string; address: string; hours: string; phone: string | null; latitude: number | null; longitude: number | null; map_url: string; kind: AgencyKind; kind_label: string; sessions: Array<Array<string>>; slot_minutes: number; capacity: number; days_ahead: number };

export type OfficeList = { items: Array<Office> };

export type OfficePlace = { id: string; name: string; address: string; hours: string; phone: string | null; latitude: number | null; longitude: number | null; map_url: string };

export type OfficialAccount = { oa_id: string; name: string; logo_url?: string };

export type OrganisationView = { name: string; description: string; logo_url: string; website: string; official_accounts: Array<OfficialAccount> };

export type OtherChannelView = { code: string; title: string; detail: string };

export type OutdatedIn = { text: string };

export type OutdatedReceipt = { question_id: string; what_next: string };

export type OwnQuestion = { id: string; code: string; title: string; text: string; field: Named; commune: Named | null; agency: Named | null; state: QuestionState; state_label: string; what_next: string; reason: string | null; may_publish: boolean; published: boolean; asked_at: string; answer_by: string; promised_answer_by: string | null; emergency: Emergency | null; other_channel: OtherChannelView | null; files: Array<svc_feedback_FileRef>; answer: AnswerView | null; rating: AnswerRatingView | null; rating_levels: Array<svc_feedback_RatingLevel>; timeline: Array<QuestionTimelineRow>; allowed_actions: Array<Offer>; version: number };

export type OwnQuestionPage = { items: Array<OwnQuestionRow>; next: string | null };

export type OwnQuestionRow = { id: string; code: string; title: string; field: Named; state: QuestionState; state_label: string; what_next: string; asked_at: string; answer_by: string; promised_answer_by: string | null; changed_at: string; allowed_actions: Array<Offer>; version: number };

export type OwnReport = { id: string; code: string; title: string; description: string; category: Named; field: Named; place: PlaceView; state: svc_feedback_State; state_label: string; what_next: string; emergency: Emergency | null; asked: string | null; agency: Named | null; anonymous: boolean; hidden_from_agency: boolean; may_publish: boolean; published: boolean; sent_at: string; received_by: string; received_at: string | null; promised_received_by: string | null; resolved_by: string; resolved_at: string | null; promised_resolved_by: string | null; reopen_until: string | null; answer_until: string | null; supporters: number; files: Array<svc_feedback_FileRef>; timeline: Array<svc_feedback_TimelineRow>; result: ResultView | null; followed: FollowedView | null; rating: RatingView | null; rating_levels: Array<svc_feedback_RatingLevel>; allowed_actions: Array<Offer>; version: number };

export type OwnReportPage = { items: Array<OwnReportRow>; next: string | null };

export type OwnReportRow = { id: string; code: string; title: string; category: Named; field: Named; commune: Named | null; state: svc_feedback_State; state_label: string; what_next: string; sent_at: string; changed_at: string; resolved_by: string; promised_resolved_by: string | null; supporters: number; preview_href: string | null; thumbnail_link: string | null; allowed_actions: Array<Offer>; version: number };

export type OwnShop = { id: string; code: string; name: string; categories: Array<string>; category_labels: Array<string>; commune: string; commune_name: string; address: string; latitude: number | null; longitude: number | null; open_now: boolean; hours: Array<SpanView>; phone: string; description: string; photos: Array<string>; photo_files: Array<ShopPhoto>; products: Array<GoodsView>; state: ShopState; state_label: string; legal_type: LegalType; legal_type_label: string; owner_name: string; registered_name: string; tax_code: string | null; account: AccountView; wanted_account: AccountView | null; similar: Array<SimilarShop>; allowed_actions: Array<Offer>; version: number; timeline: Array<ShopStepView>; poster_link: string | null; poster_picture_link: string | null; qr_link: string | null };

export type OwnShops = { items: Array<OwnShop> };

export type PaidBy = { payment_id: string; way: string; way_label: string; receipt_number: string | null; amount: number; paid_at: string; paid_day_only: boolean };

export type Payment = { payment_request_id: string; items: Array<PaymentLine>; amount: number; payee: string; how_to_pay: string | null; asked_at: string; pay_by: string | null; paid_at: string | null; payment_id: string | null };

export type PaymentLine = { name: string; amount: number };

export type PaymentPage = { items: Array<PaymentView>; next: string | null };

export type PaymentView = { id: string; bill_id: string; own: boolean; provider: string; provider_label: string; method: string | null; method_label: string | null; amount: number; items: Array<string>; state: svc_payment_State; state_label: string; checkout: Record<string, unknown> | null; received: number; receipt_amount: number; remaining: number; refund_due: number; refunded: number; next_step: NextStep | null; next_step_label: string | null; created_at: string; expires_at: string; paid_at: string | null; paid_day_only: boolean; receipt_number: string | null; receipt_link: string | null; invoice: Record<string, string> | null; allowed_actions: Array<Offer> };

export type Photo = { id: string; name: string; media_type: string; size: number; href: string | null; link: string | null; thumbnail_link: string | null };

export type Picture = { url: string; text: string };

export type PlaceIn = { point?: PointIn | null; words?: string | null; commune?: string | null };

export type PlaceView = { point: PointView | null; words: string | null; commune: Named | null };

export type PointIn = { longitude: number; latitude: number };

export type PointView = { longitude: number; latitude: number };

export type Position = { latitude: number; longitude: number };

export type ProcedureName = { code: string; name: string };

export type ProcedurePage = { items: Array<ProcedureRow>; next: string | null };

export type ProcedureRef = { code: string; version: number; name: string };

export type ProcedureRow = { code: string; version: number; name: string; sector: Sector; levels: Array<Level>; level_labels: Record<string, string>; targets: Array<string>; target_labels: Record<string, string>; online_level: string; online_level_label: string; submission_mode: SubmissionMode; submission_mode_label: string; times: Array<TimeRow>; fees: Array<FeeRow> };

export type Profile = { name: string; legal_type: LegalType; owner_name: string; registered_name?: string; tax_code?: string | null; commune: string; address: string; place?: Position | null; categories: Array<string>; hours: Array<Span>; phone: string; description?: string; photos?: Array<string>; products?: Array<Goods> };

export type ProfileChange = { declared_name?: string | null; year_of_birth?: number | null; text_size?: "normal" | "large" | "larger" };

export type ProgrammeDayView = { channel: string; channel_name: string; day: string; items: Array<ProgrammeView> };

export type ProgrammeView = { starts_at: string; ends_at: string; title: string; showing: Showing; showing_label: string; genre: string; description: string };

export type Progress = { code: string; state: number; state_label: string; what_next: string; accepted_at: string | null; due_at: string | null; steps: Array<ProgressStep> };

export type ProgressStep = { at: string; state: number; state_label: string };

export type PublicGroup = "in_progress" | "completed";

export type PublicProcedure = { code: string; version: number; effective_from: string; name: string; sector: Sector; levels: Array<string>; targets: Array<string>; online_level: string; implementing_agency: string; publishing_decision: string | null; submission_mode: SubmissionMode; times: Array<Time>; clock_policy: ClockPolicy; fees: Array<Fee>; documents: Array<DocumentPart>; result: Result; legal_bases: Array<string>; conditions: string | null; keywords: Array<string>; agencies: Array<ReceivingAgency>; uploads: UploadLimits; labels: Record<string, Record<string, string>>; form: Record<string, unknown> | null };

export type PublicQuestionPage = { items: Array<PublicQuestionRow>; next: string | null };

export type PublicQuestionRow = { id: string; code: string; title: string; field: Named; agency: Named | null; excerpt: string; asked_at: string; answered_at: string };

export type PublicQuestionView = { id: string; code: string; title: string; field: Named; agency: Named | null; excerpt: string; asked_at: string; answered_at: string; text: string; answer: string; files: Array<svc_feedback_FileRef> };

export type PublicReportPage = { items: Array<PublicReportRow>; next: string | null };

export type PublicReportRow = { id: string; code: string; title: string; category: Named; field: Named; commune: Named | null; agency: Named | null; point: PointView | null; group: PublicGroup; group_label: string; sent_at: string; changed_at: string; supporters: number; preview_href: string | null; thumbnail_link: string | null };

export type PublicReportView = { id: string; code: string; title: string; category: Named; field: Named; commune: Named | null; agency: Named | null; point: PointView | null; group: PublicGroup; group_label: string; sent_at: string; changed_at: string; supporters: number; preview_href: string | null; thumbnail_link: string | null; text: string; result: string | null; files: Array<svc_feedback_FileRef>; result_files: Array<svc_feedback_FileRef> };

export type PublicShop = { id: string; code: string; name: string; categories: Array<string>; category_labels: Array<string>; commune: string; commune_name: string; address: string; latitude: number | null; longitude: number | null; open_now: boolean; hours: Array<SpanView>; phone: string; description: string; photos: Array<string>; photo_files: Array<ShopPhoto>; products: Array<GoodsView> };

export type Purpose = "dossiers" | "appointments" | "payments" | "shops" | "feedback" | "warnings" | "news" | "programmes";

export type PurposeChoices = { purpose: Purpose; label: string; ways: Array<MethodChoice> };

export type QuestionAction = "ask" | "assign" | "return" | "mark-violation" | "assign-officer" | "draft-answer" | "approve-answer" | "reject-answer" | "confirm-answer" | "rate";

export type QuestionReceipt = { id: string; code: string; state: QuestionState; state_label: string; asked_at: string; answer_by: string; emergency: Emergency | null; other_channel: OtherChannelView | null; version: number };

export type QuestionState = 0 | 1 | 2 | 3 | 4;

export type QuestionStepReceipt = { id: string; code: string; action: QuestionAction; label: string; state: QuestionState; state_label: string; at: string; version: number };

export type QuestionTimelineRow = { at: string; action: QuestionAction; label: string; state: QuestionState; state_label: string; text: string | null; agency: Named | null };

export type Queue = { day: string; now_served: number | null; waiting: number };

export type RatingLevel = { level: number; label: string };

export type RatingReceipt = { level: number; level_label: string; comment: string | null; at: string };

export type RatingView = { level: number; label: string; comment: string | null; at: string };

export type Receipt = { id: string; submission_reference: string; procedure: ProcedureRef; agency: AgencyRef; state: number; state_label: string; what_next: string; submitted_at: string | null; version: number };

export type ReceiptItem = { name: string; amount: number };

export type ReceiptView = { number: string; payment_id: string; bill_code: string; title: string; student_name: string | null; class_name: string | null; payee_name: string; items: Array<ReceiptItem>; amount: number; amount_in_words: string; refunded: number; remark: string; paid_at: string; paid_day_only: boolean; plain_text: string; invoice: Record<string, string> | null };

export type ReceivingAgency = { id: string; name: string; address: string; hours: string; phone: string | null; latitude: number | null; longitude: number | null; map_url: string; kind: AgencyKind; kind_label: string };

export type RefreshToken = { refresh_token: string };

export type ReminderIn = { channel: string; starts_at: string };

export type ReminderView = { id: string; channel: string; channel_name: string; title: string; starts_at: string; remind_at: string | null; note: string };

export type RemindersView = { items: Array<ReminderView> };

export type ReportDraft = { title: string; description: string; category: string; place: PlaceIn };

export type Result = { code: string | null; name: string };

export type ResultView = { text: string; files: Array<svc_feedback_FileRef>; approved_at: string };

export type SchoolLevel = "preschool" | "primary" | "lower_secondary" | "upper_secondary" | "vocational" | "university";

export type SchoolPage = { items: Array<SchoolView>; next: string | null };

export type SchoolView = { id: string; name: string; level: SchoolLevel; level_label: string; commune: string; commune_name: string; public: boolean; partial: boolean; version: number };

export type Screen = "home" | "news" | "article" | "procedures" | "procedure" | "submit" | "progress" | "appointment" | "booking" | "queue" | "feedback" | "new-report" | "report-map" | "report-figures" | "my-reports" | "joined-reports" | "report" | "questions" | "ask" | "my-questions" | "question" | "television" | "channel" | "guides" | "guide" | "organisation" | "agency" | "hotlines" | "search" | "inbox" | "dossiers" | "dues" | "student" | "bills" | "stores" | "store-map" | "store" | "my-stores" | "new-store" | "me" | "notifications" | "consents";

export type SearchPage = { items: Array<FoundView>; next: string | null };

export type Sector = { id: string; code: string | null; name: string };

export type SectorList = { items: Array<SectorRow> };

export type SectorRow = { id: string; code: string | null; name: string; procedures: number };

export type ShareResponse = { numerator: number; denominator: number; value: number | null };

export type ShopAction = "register" | "review" | "request_supplement" | "supplement" | "approve" | "reject" | "suspend" | "resume" | "revoke" | "close" | "change_payee" | "approve_payee" | "reject_payee";

export type ShopPage = { items: Array<PublicShop>; next: string | null };

export type ShopPhoto = { id: string; href: string; link: string; thumbnail_link: string };

export type ShopState = "registered" | "in_review" | "supplement_requested" | "approved" | "suspended" | "revoked" | "rejected" | "closed";

export type ShopStepView = { action: ShopAction; label: string; state: ShopState; state_label: string; at: string; reason: string | null };

export type ShopSupplement = { profile?: Profile | null; account?: Account | null; note?: string | null };

export type Showing = "first" | "live" | "repeat" | "unknown";

export type SimilarShop = { id: string; code: string; name: string; commune: string; commune_name: string; address: string; state: ShopState; state_label: string; same: Array<Likeness>; same_labels: Array<string> };

export type SlotDay = { day: string; working: boolean; slots: Array<SlotRow> };

export type SlotDays = { items: Array<SlotDay> };

export type SlotRow = { starts_at: string; ends_at: string; free: number };

export type SourceView = { name: string; url: string; licence: string };

export type Span = { days: Array<number>; opens: string; closes: string };

export type SpanView = { days: Array<number>; opens: string; closes: string };

export type StepReceipt = { id: string; submission_reference: string; action: string; label: string; state: number; state_label: string; code: string | null; at: string; due_at: string | null; version: number };

export type StoredFile = { id: string; name: string; media_type: string; size: number; href: string | null; link: string | null; thumbnail_link: string | null; sha256: string; created_at: string; expires_at: string };

export type StudentLink = { school_id: string; student_code: string; name: string };

export type StudentLookup = { school_id: string; student_code: string };

export type Subject = "procedure" | "guide" | "question" | "article";

export type SubmissionMode = "PROVINCIAL_API" | "DVCQG_HANDOFF" | "INFO_ONLY";

export type Suggestions = { items: Array<PublicQuestionRow> };

export type Supplement = { documents: Array<SupplementDocument>; note?: string | null };

export type SupplementDocument = { code: string; file_ids?: Array<string>; copy_kind?: CopyKind | null; unavailable_reason?: string | null };

export type SupportView = { report_id: string; supporters: number; what_next: string };

export type TargetView = { screen?: Screen | null; path?: string | null; phone?: string | null; url?: string | null };

export type Thumbnail = { url: string; text: string; width: number; height: number };

export type Time = { value: number; unit: Unit; cutoff?: string | null; when?: Case | null; note?: string | null };

export type TimeRow = { value: number; unit: Unit; cutoff?: string | null; when?: Case | null; note?: string | null; unit_label: string };

export type TimelineRow = { at: string; action: string; label: string; state: number; state_label: string; by: string; by_label: string; text: string | null; documents: Array<string>; unavailable: Array<UnavailableDocument>; code: string | null; due_at: string | null; version: number };

export type TokensView = { access_token: string; token_type?: string; expires_in: number; refresh_token: string };

export type TopicView = { code: string; label: string; icon: string };

export type UnavailableDocument = { name: string; reason: string };

export type Unit = "working_hour" | "working_day" | "calendar_day";

export type UnreadCount = { unread_count: number };

export type UploadLimits = { media_types: Array<string>; max_bytes: number; max_files_of_document: number; max_documents: number; max_files: number };

export type UploadedFile = { id: string; name: string; media_type: string; size: number; href: string | null; link: string | null; thumbnail_link: string | null; preview_id: string | null; expires_at: string };

export type UtilityView = { key: string; label: string; icon: string; target: TargetView; in_development: boolean };

export type WantedPreferences = { choices: Array<Choice>; communes: Array<string> };

export type Withdrawal = { reason: string };

export type WorkingCalendar = { version: number; first: string; last: string; sessions: Array<Array<string>>; transfer_cutoff: string; supplement_within: number; days_off: Array<CalendarDay>; make_up_days: Array<CalendarDay> };

export type ZaloCode = { access_token: string; code: string };

export type ZaloOrder = { order_id: string };

export type ZaloSignIn = { access_token: string };

export type svc_dossier_State = "requested" | "approved" | "called" | "served" | "missed" | "rejected" | "cancelled";

export type svc_feedback_Action = "send" | "accept" | "ask" | "answer" | "refuse" | "refer" | "merge" | "withdraw" | "assign" | "assign-officer" | "reclassify" | "start" | "send-back" | "note-progress" | "extend" | "submit-result" | "approve" | "reject-result" | "rate" | "reopen" | "close";

export type svc_feedback_By = "total" | "month" | "agency" | "commune" | "field" | "category";

export type svc_feedback_FigureRow = { key: string; label: string; received: number; open: number; overdue: number; read: number; resolved: number; share_open: ShareResponse; share_overdue: ShareResponse; share_on_time: ShareResponse; share_satisfied: ShareResponse; share_reopened: ShareResponse; median_triage_hours: number | null; median_result_hours: number | null };

export type svc_feedback_FiguresView = { from: string; to: string; by: svc_feedback_By; items: Array<svc_feedback_FigureRow>; at: string };

export type svc_feedback_FileRef = { id: string; name: string; media_type: string; size: number; href: string; link: string | null; thumbnail_link: string | null; preview_href: string | null };

export type svc_feedback_NewRating = { level: number; comment?: string | null };

export type svc_feedback_RatingLevel = { level: number; label: string };

export type svc_feedback_Reason = { reason: string };

export type svc_feedback_Receipt = { id: string; code: string; state: svc_feedback_State; state_label: string; what_next: string; sent_at: string; arrived_at: string; received_by: string; resolved_by: string; emergency: Emergency | null; version: number };

export type svc_feedback_State = "CHO_TIEP_NHAN" | "CHO_BO_SUNG" | "DA_TIEP_NHAN" | "DA_PHAN_CONG" | "CHUYEN_TRA" | "DANG_XU_LY" | "CHO_DUYET_KET_QUA" | "HOAN_THANH" | "MO_LAI" | "DA_DONG" | "TU_CHOI" | "CHUYEN_CAP_TREN" | "GOP_TRUNG" | "DA_RUT";

export type svc_feedback_StepReceipt = { id: string; code: string; action: svc_feedback_Action; label: string; state: svc_feedback_State; state_label: string; at: string; resolved_by: string; version: number };

export type svc_feedback_TimelineRow = { at: string; action: svc_feedback_Action; label: string; state: svc_feedback_State; state_label: string; by: string; by_label: string; text: string | null; agency: Named | null; files: Array<svc_feedback_FileRef>; resolved_by: string | null; rating: svc_feedback_RatingLevel | null };

export type svc_payment_Categories = { items: Array<svc_payment_Category> };

export type svc_payment_Category = { code: string; label: string };

export type svc_payment_Remark = { reason?: string | null };

export type svc_payment_State = "created" | "started" | "submitted" | "succeeded" | "failed" | "cancelled" | "expired" | "held";

/** By method and path: what may be sent, and what comes back; `Blob` is a file. Where there is a `key`, none is sent without. */
export interface Operations {
  "DELETE /v1/drafts/{draft_id}": { answer: void };
  "DELETE /v1/me/messages/{message_id}": { answer: void };
  "DELETE /v1/reports/{report_id}/support": { answer: void };
  "DELETE /v1/students/{student_id}": { answer: void };
  "DELETE /v1/tv/favourites/{code}": { answer: FavouritesView };
  "DELETE /v1/tv/reminders/{reminder_id}": { answer: void };
  "GET /upload_image_api/{id}": { answer: Blob };
  "GET /v1/agencies": { query: { q?: string; level?: "province" | "commune" | null }; answer: Agencies };
  "GET /v1/agencies/{agency_id}": { answer: AgencyView };
  "GET /v1/appointments": { query: { limit?: number; after?: string | null }; answer: AppointmentPage };
  "GET /v1/appointments/{appointment_id}": { answer: AppointmentDetail };
  "GET /v1/bills": { query: { dossier_id?: string | null; limit?: number; after?: string | null }; answer: BillPage };
  "GET /v1/bills/{bill_id}": { answer: BillDetail };
  "GET /v1/communes": { query: { q?: string }; answer: CommuneList };
  "GET /v1/dossier-progress": { query: { code: string }; answer: Progress };
  "GET /v1/dossiers": { query: { state?: number | null; limit?: number; after?: string | null }; answer: DossierPage };
  "GET /v1/dossiers/{dossier_id}": { answer: DossierView };
  "GET /v1/dossiers/{dossier_id}/notices": { answer: Notices };
  "GET /v1/dossiers/{dossier_id}/notices/{version}/paper": { answer: Blob };
  "GET /v1/dossiers/{dossier_id}/results/{file_id}": { query: { size?: "thumbnail" | null }; answer: Blob };
  "GET /v1/drafts": { answer: DraftList };
  "GET /v1/drafts/{draft_id}": { answer: DraftDetail };
  "GET /v1/faq": { query: { topic?: string | null }; answer: FaqList };
  "GET /v1/feedback-categories": { answer: CatalogueView };
  "GET /v1/feedback-files/{file_id}": { answer: Blob };
  "GET /v1/files/{file_id}": { query: { size?: "thumbnail" | null }; answer: Blob };
  "GET /v1/guides": { query: { topic?: string | null; procedure?: string | null }; answer: Guides };
  "GET /v1/guides/{guide_id}": { answer: GuideDetail };
  "GET /v1/holidays.ics": { answer: Blob };
  "GET /v1/home": { answer: HomeView };
  "GET /v1/hotlines": { answer: Hotlines };
  "GET /v1/joined-reports": { query: { limit?: number; after?: string | null }; answer: JoinedReportPage };
  "GET /v1/links": { query: { screen: Screen; id?: string | null; testing_version?: number | null }; answer: LinkView };
  "GET /v1/links/qr.svg": { query: { screen: Screen; id?: string | null; testing_version?: number | null }; answer: Blob };
  "GET /v1/me": { answer: CitizenView };
  "GET /v1/me/messages": { query: { limit?: number; after?: string | null }; answer: InboxPage };
  "GET /v1/me/messages/unread-count": { answer: UnreadCount };
  "GET /v1/me/notification-preferences": { answer: NotificationPreferences };
  "GET /v1/me/shops": { answer: OwnShops };
  "GET /v1/me/shops/{shop_id}": { answer: OwnShop };
  "GET /v1/me/shops/{shop_id}/photos/{file_id}": { query: { size?: "thumbnail" | null }; answer: Blob };
  "GET /v1/me/shops/{shop_id}/poster.pdf": { answer: Blob };
  "GET /v1/me/shops/{shop_id}/poster.png": { answer: Blob };
  "GET /v1/me/shops/{shop_id}/qr.png": { answer: Blob };
  "GET /v1/media/{file_id}": { query: { size?: "thumbnail" | null }; answer: Blob };
  "GET /v1/news": { query: { category?: string | null; limit?: number; after?: string | null }; answer: NewsPage };
  "GET /v1/news.rss": { query: { category?: string | null }; answer: Blob };
  "GET /v1/news/categories": { answer: Categories };
  "GET /v1/news/{article_id}": { answer: ArticleDetail };
  "GET /v1/news/{article_id}/page": { answer: Blob };
  "GET /v1/offices": { query: { procedure_code?: string | null }; answer: OfficeList };
  "GET /v1/offices/{office_id}": { answer: OfficeDetail };
  "GET /v1/offices/{office_id}/queue": { answer: Queue };
  "GET /v1/offices/{office_id}/slots": { query: { from?: string | null; days?: number }; answer: SlotDays };
  "GET /v1/open-files/dossier": { query: { key: string }; answer: Blob };
  "GET /v1/open-files/feedback": { query: { key: string }; answer: Blob };
  "GET /v1/open-files/payment": { query: { key: string }; answer: Blob };
  "GET /v1/opensearch.xml": { answer: Blob };
  "GET /v1/organisation": { answer: OrganisationView };
  "GET /v1/payment-methods": { answer: Methods };
  "GET /v1/payment-returns": { answer: Blob };
  "GET /v1/payments": { query: { bill_id?: string | null; limit?: number; after?: string | null }; answer: PaymentPage };
  "GET /v1/payments/{payment_id}": { answer: PaymentView };
  "GET /v1/payments/{payment_id}/receipt": { answer: ReceiptView };
  "GET /v1/payments/{payment_id}/receipt.pdf": { answer: Blob };
  "GET /v1/procedures": { query: { q?: string; sector?: string | null; level?: Level | null; limit?: number; after?: string | null }; answer: ProcedurePage };
  "GET /v1/procedures/form-options/{name}": { answer: FormOptions };
  "GET /v1/procedures/sectors": { answer: SectorList };
  "GET /v1/procedures/{code}": { answer: PublicProcedure };
  "GET /v1/procedures/{code}/fees": { query: { channel?: "direct" | "online" | "postal"; on?: string | null; copies?: number | null }; answer: Fees };
  "GET /v1/procedures/{code}/versions/{version}": { answer: PublicProcedure };
  "GET /v1/public-questions": { query: { field?: string | null; q?: string; limit?: number; after?: string | null }; answer: PublicQuestionPage };
  "GET /v1/public-questions/suggestions": { query: { q: string }; answer: Suggestions };
  "GET /v1/public-questions/{question_id}": { answer: PublicQuestionView };
  "GET /v1/public-questions/{question_id}/files/{file_id}": { answer: Blob };
  "GET /v1/public-reports": { query: { category?: string | null; commune?: string | null; group?: PublicGroup | null; q?: string; limit?: number; after?: string | null }; answer: PublicReportPage };
  "GET /v1/public-reports.atom": { query: { category?: string | null; commune?: string | null }; answer: Blob };
  "GET /v1/public-reports.geojson": { query: { category?: string | null; commune?: string | null; group?: PublicGroup | null; limit?: number; after?: string | null }; answer: FeatureCollection };
  "GET /v1/public-reports/figures": { query: { by?: svc_feedback_By }; answer: svc_feedback_FiguresView };
  "GET /v1/public-reports/map": { query: { bbox: string; zoom: number; category?: string | null; group?: PublicGroup | null }; answer: MapView };
  "GET /v1/public-reports/{report_id}": { answer: PublicReportView };
  "GET /v1/public-reports/{report_id}/files/{file_id}": { answer: Blob };
  "GET /v1/questions": { query: { limit?: number; after?: string | null }; answer: OwnQuestionPage };
  "GET /v1/questions/{question_id}": { answer: OwnQuestion };
  "GET /v1/questions/{question_id}/files/{file_id}": { answer: Blob };
  "GET /v1/receipt-checks/{number}": { query: { key?: string }; answer: Blob };
  "GET /v1/reports": { query: { limit?: number; after?: string | null }; answer: OwnReportPage };
  "GET /v1/reports/{report_id}": { answer: OwnReport };
  "GET /v1/reports/{report_id}/files/{file_id}": { answer: Blob };
  "GET /v1/schools": { query: { commune?: string | null; limit?: number; after?: string | null }; answer: SchoolPage };
  "GET /v1/schools/{school_id}": { answer: SchoolView };
  "GET /v1/search": { query: { q: string; subject?: Subject | null; limit?: number; after?: string | null }; answer: SearchPage };
  "GET /v1/shop-categories": { answer: svc_payment_Categories };
  "GET /v1/shop-photos/{file_id}": { query: { size?: "thumbnail" | null }; answer: Blob };
  "GET /v1/shops": { query: { q?: string; commune?: string | null; category?: string | null; box?: string | null; open_now?: boolean; limit?: number; after?: string | null }; answer: ShopPage };
  "GET /v1/shops/{shop_id}": { answer: PublicShop };
  "GET /v1/shops/{shop_id}/photos/{file_id}": { query: { size?: "thumbnail" | null }; answer: Blob };
  "GET /v1/sitemap.xml": { answer: Blob };
  "GET /v1/students": { answer: LinkedStudents };
  "GET /v1/tv/channels": { query: { medium?: "tv" | "radio" | null }; answer: Channels };
  "GET /v1/tv/channels/{code}/programmes": { query: { day?: string | null }; answer: ProgrammeDayView };
  "GET /v1/tv/channels/{code}/programmes.ics": { answer: Blob };
  "GET /v1/tv/favourites": { answer: FavouritesView };
  "GET /v1/tv/reminders": { answer: RemindersView };
  "GET /v1/working-calendar": { query: { year?: number | null }; answer: WorkingCalendar };
  "PATCH /v1/me": { body: ProfileChange; answer: CitizenView };
  "POST /v1/appointments": { body: NewAppointment; key: string; answer: AppointmentRow };
  "POST /v1/appointments/{appointment_id}/cancellation": { body: Cancellation; key: string; answer: AppointmentReceipt };
  "POST /v1/auth/logout": { body: RefreshToken; answer: void };
  "POST /v1/auth/refresh": { body: RefreshToken; answer: TokensView };
  "POST /v1/auth/zalo": { body: ZaloSignIn; answer: CitizenSessionView };
  "POST /v1/communes/resolve": { body: Address; answer: CommuneMatches };
  "POST /v1/dossiers": { body: NewDossier; key: string; answer: HandOff | Receipt };
  "POST /v1/dossiers/{dossier_id}/national-code": { body: NationalCode; key: string; answer: StepReceipt };
  "POST /v1/dossiers/{dossier_id}/rating": { body: NewRating; key: string; answer: RatingReceipt };
  "POST /v1/dossiers/{dossier_id}/supplements": { body: Supplement; key: string; answer: StepReceipt };
  "POST /v1/dossiers/{dossier_id}/withdrawal": { body: Withdrawal; key: string; answer: StepReceipt };
  "POST /v1/drafts": { body: NewDraft; key: string; answer: DraftDetail };
  "POST /v1/feedback-files": { key: string; answer: UploadedFile };
  "POST /v1/files": { key: string; answer: StoredFile };
  "POST /v1/me/location": { body: ZaloCode; answer: CitizenView };
  "POST /v1/me/messages/read-all": { answer: UnreadCount };
  "POST /v1/me/messages/{message_id}/read": { answer: InboxMessage };
  "POST /v1/me/phone": { body: ZaloCode; answer: CitizenView };
  "POST /v1/me/shops": { body: NewShop; key: string; answer: OwnShop };
  "POST /v1/me/shops/{shop_id}/closure": { body: svc_payment_Remark; key: string; answer: OwnShop };
  "POST /v1/me/shops/{shop_id}/payee": { body: Account; key: string; answer: OwnShop };
  "POST /v1/me/shops/{shop_id}/supplement": { body: ShopSupplement; key: string; answer: OwnShop };
  "POST /v1/payments": { body: NewPayment; key: string; answer: PaymentView };
  "POST /v1/payments/{payment_id}/zalo-order": { body: ZaloOrder; answer: PaymentView };
  "POST /v1/public-questions/{question_id}/outdated": { body: OutdatedIn; answer: OutdatedReceipt };
  "POST /v1/questions": { body: NewQuestion; key: string; answer: QuestionReceipt };
  "POST /v1/questions/{question_id}/rating": { body: AnswerRatingIn; key: string; answer: QuestionStepReceipt };
  "POST /v1/reports": { body: NewReport; key: string; answer: svc_feedback_Receipt };
  "POST /v1/reports/check": { body: ReportDraft; answer: CheckView };
  "POST /v1/reports/{report_id}/answer": { body: BackAnswer; key: string; answer: svc_feedback_StepReceipt };
  "POST /v1/reports/{report_id}/rating": { body: svc_feedback_NewRating; key: string; answer: svc_feedback_StepReceipt };
  "POST /v1/reports/{report_id}/reopening": { body: svc_feedback_Reason; key: string; answer: svc_feedback_StepReceipt };
  "POST /v1/reports/{report_id}/support": { answer: SupportView };
  "POST /v1/reports/{report_id}/withdrawal": { body: svc_feedback_Reason; key: string; answer: svc_feedback_StepReceipt };
  "POST /v1/shop-photos": { key: string; answer: Photo };
  "POST /v1/students": { body: StudentLink; key: string; answer: LinkedStudent };
  "POST /v1/students/lookup": { body: StudentLookup; answer: MaskedStudent };
  "PUT /v1/drafts/{draft_id}": { body: DraftContent; answer: DraftDetail };
  "PUT /v1/me/notification-preferences": { body: WantedPreferences; answer: NotificationPreferences };
  "PUT /v1/tv/favourites/{code}": { answer: FavouritesView };
  "PUT /v1/tv/reminders": { body: ReminderIn; answer: ReminderView };
}
