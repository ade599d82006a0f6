namespace Quittance.Domain;

/// <summary>Every reason for which Quittance says no to a well-formed request. Published in <c>docs/refusals.md</c>.</summary>
public enum Refusal
{
    /// <summary>There is no such thing, or it belongs to another organization, or to a business the caller may not see.</summary>
    NotFound,

    /// <summary>One or more fields of the request are missing or wrong; the answer names each of them.</summary>
    InvalidInput,

    /// <summary>The caller's role or token lacks the permission that the operation asks for.</summary>
    PermissionMissing,

    /// <summary>Only a caller who sees the whole organization may do this; this one is limited to some businesses.</summary>
    OrganizationWideOnly,

    /// <summary>The operation belongs to the payer's side of the connection.</summary>
    PayerOnly,

    /// <summary>The operation belongs to the side that wrote the invoice, or to the payee.</summary>
    AuthorOnly,

    /// <summary>The idempotency key was used before with another request.</summary>
    IdempotencyKeyReused,

    /// <summary>The connection is still an invitation, or is archived, so nothing new can be made on it.</summary>
    ConnectionNotActive,

    /// <summary>The connection's status does not allow the step.</summary>
    ConnectionStepRefused,

    /// <summary>Only the side that archived a connection may restore it.</summary>
    ArchivedByOtherSide,

    /// <summary>A business cannot be connected with itself.</summary>
    SelfConnection,

    /// <summary>The two businesses are connected already in these roles.</summary>
    AlreadyConnected,

    /// <summary>An invitation to the same address for the same role is still open.</summary>
    AlreadyInvited,

    /// <summary>The invitation was accepted, declined or canceled, or has expired.</summary>
    InvitationNotOpen,

    /// <summary>Another tag of the organization has the name.</summary>
    TagNameTaken,

    /// <summary>One or more tag ids are unknown; the answer names them.</summary>
    UnknownTags,

    /// <summary>Another invoice on the connection has the number; the answer names it.</summary>
    InvoiceNumberTaken,

    /// <summary>The invoice's status does not allow the step.</summary>
    InvoiceStepRefused,

    /// <summary>The field is frozen since the invoice was submitted; take it back to draft first.</summary>
    InvoiceFrozen,

    /// <summary>The amount is more than what is open on the invoice.</summary>
    AmountOutOfRange,

    /// <summary>The payment has started, so it can no longer be canceled.</summary>
    PaymentStepRefused,

    /// <summary>The payment method belongs to another business or cannot be used for this.</summary>
    PaymentMethodUnusable,

    /// <summary>The payment method has been paid with or to, so it stays on record.</summary>
    PaymentMethodInUse,

    /// <summary>The foreign id is in use on another record of the same kind.</summary>
    ForeignIdTaken,

    /// <summary>The e-mail address is in use in this organization.</summary>
    EmailTaken,

    /// <summary>An organization keeps at least one owner.</summary>
    LastOwner,

    /// <summary>The e-mail address or the password is wrong.</summary>
    SignInFailed,

    /// <summary>The e-mail address and the password fit several organizations; the answer lists them.</summary>
    OrganizationAmbiguous,

    /// <summary>There is no invoice provider with this key; the answer lists those there are.</summary>
    UnknownProvider,

    /// <summary>The request changes nothing: it names no field.</summary>
    NothingToChange,

    /// <summary>The business has an active connection to this invoice provider already.</summary>
    ProviderConnected,

    /// <summary>The invoice connection is switched off, or its provider cannot do this.</summary>
    InvoiceConnectionUnable,

    /// <summary>The document has its supplier already, or is none that could have one.</summary>
    DocumentMatched,

    /// <summary>Several suppliers have the registration number; name one of them by its id.</summary>
    SupplierAmbiguous,

    /// <summary>The business has an active accounting connection already; the answer names it.</summary>
    AccountingConnected,

    /// <summary>The accounting connection's status, system or company does not allow the step.</summary>
    AccountingConnectionStepRefused,

    /// <summary>The accounting system was asked and did not take what was given; the answer has its own words.</summary>
    AccountingSystemRefused,

    /// <summary>A line of the bill has no ledger account, which it needs since the payer's books are connected; the answer names the lines.</summary>
    LedgerAccountMissing,

    /// <summary>The bill is in the books already or on its way there, where another account for its lines would change nothing.</summary>
    BillBooked,

    /// <summary>The bill waits for approvals that its payer's policies ask for; people give them one by one, in the Payments dialect.</summary>
    ApprovalsOpen,

    /// <summary>The person is not named by the bill's approval policies and holds none of the roles that they name.</summary>
    ApproverNotEligible,

    /// <summary>No approval slot of the bill is free for the person now.</summary>
    NoApprovalSlot,

    /// <summary>The token belongs to one of the business's people and acts for nobody else.</summary>
    OtherPerson,

    /// <summary>An approval policy asks for more people than would be left without this one; the answer names it.</summary>
    PersonNeeded,

    /// <summary>Too many tries; the answer says when to try again.</summary>
    TooManyAttempts,
}
