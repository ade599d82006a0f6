using System.Globalization;
using System.Net.Mail;

namespace Quittance.Domain.Payments;

/// <summary>A kind of payment method that a platform has made: which fields its methods have, and what may go over them.</summary>
/// <param name="IsSource">Whether money may come from its methods.</param>
/// <param name="IsDestination">Whether money may go to its methods.</param>
/// <param name="Currencies">What its methods take; at least one.</param>
/// <param name="ProcessingDays">Business days from source to destination; 0 is the same day, <see cref="UnknownDays"/> not known.</param>
/// <param name="MaxAmount">The most that may go over a method at once, in major units.</param>
/// <param name="MinAmount">The least that may go over a method at once, in major units.</param>
public sealed record PaymentMethodSchema(
    PaymentMethodSchemaId Id,
    string Name,
    bool IsSource,
    bool IsDestination,
    IReadOnlyList<Currency> Currencies,
    IReadOnlyList<PaymentMethodField> Fields,
    int ProcessingDays,
    decimal? MaxAmount,
    decimal MinAmount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Stands for a time that nobody knows.</summary>
    public const int UnknownDays = -1;

    /// <summary>The least amount where the platform has said none, in major units.</summary>
    public const decimal MinAmountDefault = 1;

    /// <summary>The longest value of a field.</summary>
    public const int ValueLengthMax = 2000;

    /// <summary>The field by which a method is named; null where none was chosen.</summary>
    public PaymentMethodField? AccountNameField => Fields.FirstOrDefault(one => one.UseAsAccountName);

    /// <summary>The field that holds a method's account number; null where none was chosen.</summary>
    public PaymentMethodField? AccountNumberField => Fields.FirstOrDefault(one => one.UseAsAccountNumber);

    /// <summary>Everything that is wrong with the values of a method's fields; nothing when they will do.</summary>
    public IReadOnlyList<FieldFault> FaultsOf(IReadOnlyDictionary<string, string> data)
    {
        var faults = new List<FieldFault>();
        foreach (var field in Fields)
        {
            if (data.GetValueOrDefault(field.Name) is not { Length: > 0 } value)
            {
                if (!field.MayBeMissing)
                {
                    faults.Add(new FieldFault($"data.{field.Name}", $"{field.Name} is required by {Name}"));
                }
            }
            else if (value.Length > ValueLengthMax)
            {
                faults.Add(new FieldFault($"data.{field.Name}", $"{field.Name} must be at most {ValueLengthMax} characters"));
            }
            else if (field.FaultOf(value) is { } fault)
            {
                faults.Add(new FieldFault($"data.{field.Name}", $"{field.Name} must be {fault}"));
            }
        }

        faults.AddRange(data.Keys.Except(Fields.Select(field => field.Name), StringComparer.Ordinal)
            .Select(name => new FieldFault("data", $"{Name} has no field {(name.Length > 60 ? $"{name[..60]}…" : name)}")));
        return faults;
    }
}

/// <summary>A field of a custom payment method.</summary>
/// <param name="Options">What may be chosen, for <see cref="PaymentMethodFieldType.Select"/>; empty otherwise.</param>
/// <param name="UseAsAccountName">Whether a method is called by what this field holds.</param>
/// <param name="UseAsAccountNumber">Whether this field holds the account number, which is never shown whole to those who do not pay.</param>
public sealed record PaymentMethodField(
    string Name, string? DisplayName, PaymentMethodFieldType Type, bool Optional, IReadOnlyList<string> Options, bool UseAsAccountName, bool UseAsAccountNumber)
{
    /// <summary>An address that is made for each payment is said with the payment.</summary>
    public bool MayBeMissing => Optional || Type == PaymentMethodFieldType.DynamicUrl;

    /// <summary>What the value would have to be; null when it is.</summary>
    public string? FaultOf(string value) => Type switch
    {
        PaymentMethodFieldType.Text or PaymentMethodFieldType.Address => null,
        PaymentMethodFieldType.Number => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? null : "a number such as 12.5",
        PaymentMethodFieldType.Select => Options.Contains(value, StringComparer.Ordinal) ? null : $"one of {string.Join(", ", Options)}",
        PaymentMethodFieldType.Date => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) && char.IsAsciiDigit(value[0])
            ? null : "a date such as 2026-01-31",
        PaymentMethodFieldType.Phone => IsPhone(value) ? null : "a telephone number of 5 to 15 digits",
        PaymentMethodFieldType.Email => MailAddress.TryCreate(value, out var address) && address.Address == value ? null : "an e-mail address",
        PaymentMethodFieldType.Url or PaymentMethodFieldType.DynamicUrl or PaymentMethodFieldType.EmbeddedUrl =>
            Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? null : "an absolute address that begins with https:// or http://",
        PaymentMethodFieldType.UsBankRoutingNumber => RoutingNumber.TryParse(value, out _) ? null : "an ABA routing number: 9 digits with a valid check digit",
        PaymentMethodFieldType.UsBankAccountNumber => UsAccountNumber.IsValid(value) ? null : UsAccountNumber.Form,
    };

    private static bool IsPhone(string value)
    {
        const string Separators = "+-./() ";
        return value.All(character => char.IsAsciiDigit(character) || Separators.Contains(character, StringComparison.Ordinal)) && value.Count(char.IsAsciiDigit) is >= 5 and <= 15;
    }
}

/// <summary>What a field of a custom payment method holds.</summary>
public enum PaymentMethodFieldType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>One of the field's options.</summary>
    Select,

    /// <summary>A date or a time, ISO 8601.</summary>
    Date,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A web address.</summary>
    Url,

    /// <summary>A web address that is made for each payment.</summary>
    DynamicUrl,

    /// <summary>A web address that is shown within the platform's pages.</summary>
    EmbeddedUrl,

    /// <summary>A postal address as one text.</summary>
    Address,

    /// <summary>An ABA routing number.</summary>
    UsBankRoutingNumber,

    /// <summary>An account number at a US bank.</summary>
    UsBankAccountNumber,
}

/// <summary>Names a payment method schema.</summary>
public readonly record struct PaymentMethodSchemaId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static PaymentMethodSchemaId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"cpms_{Value:n}";
}
