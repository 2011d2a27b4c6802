using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Notifications;

/// <summary>Mail by a server. With TLS it is STARTTLS or nothing: a server that does not offer it gets neither password nor mail.</summary>
internal sealed class SmtpNotifier(NotifierSettings settings) : INotifier
{
    /// <inheritdoc/>
    public async Task SendAsync(Notice notice, CancellationToken cancellation)
    {
        using var mail = Mail(notice);
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.NeedsTls, UseDefaultCredentials = false, DeliveryMethod = SmtpDeliveryMethod.Network };
        if (settings.User is not null) client.Credentials = new NetworkCredential(settings.User, settings.Password);
        try { await client.SendMailAsync(mail, cancellation); }
        catch (SmtpException e) { throw new NotifyException(Clean(Cause(e)), IsPermanent(e), null, null); }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or InvalidOperationException or FormatException)
        {
            throw new NotifyException(Clean(Reason(e)), e is System.Security.Authentication.AuthenticationException, null, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A connection lives for one mail.
    }

    private MailMessage Mail(Notice notice)
    {
        var mail = new MailMessage { From = new MailAddress(MailText.Full(settings.From)), Subject = MailText.Line(notice.Subject), SubjectEncoding = Encoding.UTF8 };
        foreach (var to in settings.To) mail.To.Add(new MailAddress(MailText.Full(to)));
        mail.Headers.Add("Message-ID", MailText.MessageId(notice.Id, settings.From));
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(notice.Text, new ContentType("text/plain; charset=utf-8")));
        mail.AlternateViews[0].TransferEncoding = TransferEncoding.QuotedPrintable;
        return mail;
    }

    // 4yz passes; 5yz is said for good, until somebody mends it.
    private static bool IsPermanent(SmtpException e) =>
        e is SmtpFailedRecipientsException many ? many.InnerExceptions.All(one => (int)one.StatusCode >= 500) : (int)e.StatusCode is >= 500 and < 600;

    private static string Cause(SmtpException e) => e switch
    {
        SmtpFailedRecipientsException many => string.Join("; ", many.InnerExceptions.Select(one => $"{one.FailedRecipient}: {one.Message}")),
        SmtpFailedRecipientException one => $"{one.FailedRecipient}: {one.Message}",
        { InnerException: { } inner } => $"{e.Message}: {Reason(inner)}",
        _ => e.Message,
    };

    private static string Reason(Exception e) => e.InnerException is { } inner && inner.Message != e.Message ? $"{e.Message}: {Reason(inner)}" : e.Message;

    // What a server answers may repeat what it was sent.
    private string Clean(string message)
    {
        if (settings.Password is { Length: > 0 } password)
            message = message.Replace(password, "***", StringComparison.Ordinal).Replace(Convert.ToBase64String(Encoding.UTF8.GetBytes(password)), "***", StringComparison.Ordinal);
        return MailText.Line(message);
    }
}
